"""What is graded in this unit: the problems dealt, the right steps, and the mistakes we know, with their hints.

Network: X (m, n0) -> Z1, A1 (m, n1) -> Z2, A2 (m, n2), sigmoid twice, binary cross-entropy summed over the outputs
and averaged over the examples. The steps are derived in the lesson; see "Backwards, one arrow at a time" there.
"""

import numpy as np

from backprop.functions import sigmoid
from course.recipe import (
    PARAMETERS,
    W1,
    W2,
    b1,
    b2,
    bowls,
    completed,
    costs,
    dA1,
    db1,
    db2,
    dW1,
    dW2,
    nothing,
    path,
    single_steps,
)
from grading import Problem, Task, step

# ---------------------------------------------------------------- forward


@step
def Z1(X, W1, b1): return X @ W1 + b1

@Z1.mistake("""The bias is missing: yours is X @ W1. Without b1 every hidden unit must say 1/2 at the input (0, 0),
    whatever its weights are. Put in zeros for X and look: Z1 should then be b1 in every row.""")
def without_bias(X, W1): return X @ W1

@Z1.mistake("""The bias has the wrong sign. Put in zeros for X: Z1 should then be b1 in every row, and yours is -b1.""")
def bias_taken_away(X, W1, b1): return X @ W1 - b1

@Z1.also
def Z1_by_einsum(X, W1, b1): return np.einsum("ij,jk->ik", X, W1) + b1

@Z1.also
def Z1_by_loops(X, W1, b1): return np.array([[sum(x * w for x, w in zip(row, column)) + b for column, b in zip(W1.T, b1[0])] for row in X])


@step
def A1(Z1): return sigmoid(Z1)

@A1.mistake("""A1 is still Z1: the hidden layer has no activation. Two linear layers in a row are one linear layer, and
    one line does not separate XOR. Send Z1 through the sigmoid.""")
def hidden_left_linear(Z1): return Z1

@A1.mistake("""These are the values of tanh. This network uses the sigmoid, which lies between 0 and 1;
    sigmoid(0) is 0.5 and tanh(0) is 0.""")
def tanh_for_sigmoid(Z1): return np.tanh(Z1)

@A1.mistake("""The sigmoid was taken of -Z1: it falls where it should rise. The exponent is -z, so sigmoid(2) = 1 / (1 +
    exp(-2)) = 0.881; what does yours give?""")
def sigmoid_of_minus_z(Z1): return sigmoid(-Z1)

@A1.also
def A1_by_tanh(Z1): return 0.5 + 0.5 * np.tanh(Z1 / 2)


@step
def Z2(A1, W2, b2): return A1 @ W2 + b2

@Z2.mistake("""The bias b2 is missing: yours is A1 @ W2. A network without b2 learns XOR from far fewer starts. With A1 all
    zero, Z2 should be b2 in every row.""")
def output_without_bias(A1, W2): return A1 @ W2

@Z2.mistake("""You multiplied Z1 by W2. What leaves the hidden layer is A1, the activation; Z1 is what it was before the
    sigmoid.""")
def linear_part_carried(Z1, W2, b2): return Z1 @ W2 + b2

@Z2.mistake("""W2 was squared entry by entry. In the notes a raised 2 may name the layer, W with a 2 for "second layer";
    here W2 is the name of an array, and nothing is squared.""")
def weights_squared(A1, W2, b2): return A1 @ W2**2 + b2

@Z2.also
def Z2_by_dot(A1, W2, b2): return np.dot(W2.T, A1.T).T + b2


@step
def A2(Z2): return sigmoid(Z2)

@A2.mistake("""A2 is still Z2: a number of any size. It is to be read as a probability, so it must lie between 0 and 1.
    Which function brings it there?""")
def output_left_linear(Z2): return Z2

@A2.mistake("""A2 is rounded to 0 or 1. That is the prediction, and it belongs beside the network, not in it: the cost of a
    rounded answer is 0 or infinite, and its slope is 0 almost everywhere.""")
def rounded(Z2): return (Z2 > 0).astype(float)

@A2.also
def A2_by_exp(Z2): return np.exp(-np.logaddexp(0, -Z2))


# ---------------------------------------------------------------- cost


@step
def L(A2, Y): return -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).sum(axis=1, keepdims=True)

@L.mistake("""The minus sign is missing: your loss is negative, and falls as the answer gets worse. The log of a
    probability is at most 0, so the loss needs the minus.""")
def minus_forgotten(A2, Y): return (Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).sum(axis=1, keepdims=True)

@L.mistake("""The minus sign reached only the first half: Python reads `-Y * log(A2) + (1 - Y) * …` as a minus on the first
    term alone. The rows with Y = 0 have the wrong sign. Put brackets around the whole sum.""")
def minus_on_one_half(A2, Y): return (-Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).sum(axis=1, keepdims=True)

@L.mistake("""Examples with Y = 0 cost you nothing: the second half, (1 - Y) log(1 - A2), is missing. A network that says 1
    to everything would be perfect by your loss.""")
def only_the_ones(A2, Y): return -(Y * np.log(A2)).sum(axis=1, keepdims=True)

@L.mistake("""This is the logarithm to base 10. log here is the natural one, `np.log`: a coin-toss answer, A2 = 0.5, costs
    0.693, and yours says 0.301.""")
def base_ten(A2, Y): return -(Y * np.log10(A2) + (1 - Y) * np.log10(1 - A2)).sum(axis=1, keepdims=True)

@L.mistake("""This is the logarithm to base 2. log here is the natural one, `np.log`: a coin-toss answer, A2 = 0.5, costs
    0.693, and yours says 1.""")
def base_two(A2, Y): return -(Y * np.log2(A2) + (1 - Y) * np.log2(1 - A2)).sum(axis=1, keepdims=True)

@L.mistake("""This is the squared error. The cost of this unit is binary cross-entropy: an answer of 0.9 where 1 is right
    costs -log 0.9 = 0.105.""")
def squared_error(A2, Y): return ((A2 - Y) ** 2).sum(axis=1, keepdims=True)

@L.mistake("""The outputs of an example were averaged; they are to be summed. With one output it makes no difference, which is
    why XOR never showed it. Only the examples are averaged, in J.""")
def outputs_averaged(A2, Y): return -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).mean(axis=1, keepdims=True)

@L.mistake("""The numbers are right and the shape is (m,). With keepdims=True the sum keeps its column, (m, 1); a (m,) beside
    a (m, 1) broadcasts to (m, m) without a word.""")
def loss_without_keepdims(A2, Y): return -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).sum(axis=1)

@L.also
def L_by_where(A2, Y): return np.where(Y > 0.5, -np.log(A2), -np.log(1 - A2)).sum(axis=1)[:, None]

@L.also
def L_by_loops(A2, Y): return np.array([[-sum(np.log(a if y else 1 - a) for a, y in zip(row, goal))] for row, goal in zip(A2, Y)])


@step
def J(L): return L.mean()

@J.mistake("""J is the sum of the losses; the cost is their mean. A cost that grows with the batch cannot be compared between
    batches. Stack the examples on themselves: J should not change.""")
def summed(L): return L.sum()

@J.mistake("""J is half the mean. The factor 1/2 belongs to the squared error, where it cancels a 2; cross-entropy has
    nothing to cancel.""")
def halved(L): return L.mean() / 2

@J.mistake("""J is the largest loss of the batch. The cost is the mean: every example pulls.""")
def worst_only(L): return L.max()

@J.also
def J_by_matmul(L): return (np.ones((1, len(L))) @ L).item() / len(L)


@step
def L_from_Z(Z2, Y): return (np.logaddexp(0, Z2) - Y * Z2).sum(axis=1, keepdims=True)

@L_from_Z.mistake("""Right, until the network is sure: at Z2 = 800 the sigmoid is 1 to the last digit, and log(1 - 1) is
    infinite, or nan once it meets a 0. Take the log by hand first: log(1 + e^z) - y z has no log of 0 in it, and
    `np.logaddexp(0, z)` computes log(1 + e^z) for any z.""")
def through_the_sigmoid(Z2, Y): return -(Y * np.log(sigmoid(Z2)) + (1 - Y) * np.log(1 - sigmoid(Z2))).sum(axis=1, keepdims=True)

@L_from_Z.mistake("""Right for moderate Z2, but e^800 is too large for a float: log(1 + inf) is inf. `np.logaddexp(0, z)`
    computes the same log(1 + e^z) without passing through e^z.""")
def naive_exp(Z2, Y): return (np.log(1 + np.exp(Z2)) - Y * Z2).sum(axis=1, keepdims=True)

@L_from_Z.mistake("""The sign of the second term is turned: log(1 + e^z) - y z, with a minus. Try y = 1 and a large z: the
    answer is sure and right, so the loss should be near 0.""")
def plus_y_z(Z2, Y): return (np.logaddexp(0, Z2) + Y * Z2).sum(axis=1, keepdims=True)

@L_from_Z.mistake("""The targets do not occur in yours: the loss is the same whatever Y is. The term - y z is missing.""")
def targets_left_out(Z2, Y): return (np.logaddexp(0, Z2) + 0 * Y).sum(axis=1, keepdims=True)

@L_from_Z.mistake("""Targets changed places: an example with Y = 1 pays what one with Y = 0 should. log(1 + e^-z) is the loss for
    y = 1, log(1 + e^z) the one for y = 0.""")
def targets_swapped(Z2, Y): return (np.logaddexp(0, Z2) - (1 - Y) * Z2).sum(axis=1, keepdims=True)

@L_from_Z.also
def L_by_log1p(Z2, Y): return (np.maximum(Z2, 0) - Y * Z2 + np.log1p(np.exp(-np.abs(Z2)))).sum(axis=1, keepdims=True)

@L_from_Z.also
def L_by_sign(Z2, Y): return np.logaddexp(0, (1 - 2 * Y) * Z2).sum(axis=1, keepdims=True)


# ---------------------------------------------------------------- backward


@step
def dZ2(A2, Y): return (A2 - Y) / len(Y)

@dZ2.mistake("""Yours is m times too large. The cost is a mean over the m examples: somebody has to carry that 1/m, and in
    this course it enters once, here. Stack the batch on itself: the gradient of a mean should not change.""")
def no_mean(A2, Y): return A2 - Y

@dZ2.mistake("""Every sign is turned. Where the answer is too high, A2 > Y, raising Z2 makes things worse, so the slope is
    positive there: A2 - Y, not Y - A2.""")
def sign_turned(A2, Y): return (Y - A2) / len(Y)

@dZ2.mistake("""There is one sigmoid derivative too many. (A2 - Y) is what is left after A2 (1 - A2) has cancelled against the
    cost's 1 / (A2 (1 - A2)); multiplying by it again makes sure-but-wrong answers learn slowest.""")
def derivative_again(A2, Y): return (A2 - Y) * A2 * (1 - A2) / len(Y)

@dZ2.mistake("""You stopped at dA2, the slope with respect to the output's activation. One arrow is left: A2 came out of Z2
    through the sigmoid, so multiply by A2 (1 - A2), and see what cancels.""")
def stopped_at_A2(A2, Y): return (A2 - Y) / (A2 * (1 - A2)) / len(Y)

@dZ2.mistake("""You divided by m times n2, the number of entries. The cost sums over outputs and averages over examples:
    divide by the number of rows, `len(Y)`. With one output the two are the same.""")
def mean_over_entries(A2, Y): return (A2 - Y) / Y.size

@dZ2.mistake("""You divided by the number of outputs, n2, instead of the number of examples. `len(Y)` and `Y.shape[0]` count
    rows; `Y.shape[1]` counts columns.""")
def mean_over_outputs(A2, Y): return (A2 - Y) / Y.shape[1]

@dZ2.mistake("""Yours is twice the right one. The 2 comes down from a square, and there is none in cross-entropy.""")
def twice_as_large(A2, Y): return 2 * (A2 - Y) / len(Y)

@dZ2.mistake("""The 1/m is in it twice. It enters once; from there on every gradient is a plain sum over the examples.""")
def mean_twice(A2, Y): return (A2 - Y) / len(Y) ** 2

@dZ2.mistake("""The sign is gone. The error signal says in which direction the answer is off, not only how far: with |A2 - Y|
    every step pushes every answer down.""")
def size_only(A2, Y): return np.abs(A2 - Y) / len(Y)

@dZ2.mistake("""You used the rounded prediction. The slope belongs to A2 itself: an answer of 0.6 for a 1 is counted right when
    rounded, and still has an error signal of -0.4.""")
def of_the_prediction(A2, Y): return ((A2 > 0.5) - Y) / len(Y)

@dZ2.also
def dZ2_in_two_arrows(A2, Y): return (1 / len(Y)) * ((1 - Y) / (1 - A2) - Y / A2) * (A2 * (1 - A2))

@dZ2.also
def dZ2_by_loops(A2, Y): return np.array([[(a - y) / len(Y) for a, y in zip(row, goal)] for row, goal in zip(A2, Y)])


@step
def dZ1(dA1, A1): return dA1 * A1 * (1 - A1)

@dZ1.mistake("""Which node of the chain did you walk past? A1 comes out of Z1 through the sigmoid, so its slope A1 (1 - A1)
    belongs here. Nudge one entry of Z1 and compare: (J(z + h) - J(z - h)) / 2h.""")
def no_activation(dA1): return dA1

@dZ1.mistake("""The slope was taken at the wrong place. A1 (1 - A1) is already the derivative at Z1, written with A1; yours sends
    A1 through the sigmoid once more. At z = 0 the slope is 0.25: what does your line give there?""")
def derivative_at_a(dA1, A1): return dA1 * sigmoid(A1) * (1 - sigmoid(A1))

@dZ1.mistake("""z (1 - z) is not a slope of anything here. The sigmoid's derivative is a (1 - a), where a is what came out of
    it: put A1 in, not Z1. At z = 0 it should be 0.25.""")
def z_times_one_minus_z(dA1, Z1): return dA1 * Z1 * (1 - Z1)

@dZ1.mistake("""1 - a² is the derivative of tanh. The sigmoid's is a (1 - a).""")
def tanh_derivative(dA1, A1): return dA1 * (1 - A1**2)

@dZ1.mistake("""Half of the derivative is missing: yours has the factor 1 - A1 and not A1. The sigmoid's slope is a (1 - a); it is
    flat at both ends.""")
def only_one_minus_a(dA1, A1): return dA1 * (1 - A1)

@dZ1.mistake("""Half of the derivative is missing: yours has the factor A1 and not 1 - A1. The sigmoid's slope is a (1 - a); it is
    flat at both ends.""")
def only_a(dA1, A1): return dA1 * A1

@dZ1.mistake("""A derivative is a function, and sigmoid'(z) is its value at z; it is not "times z". Replace Z1 by the slope
    A1 (1 - A1).""")
def times_z(dA1, Z1): return dA1 * Z1

@dZ1.mistake("""What came from above is lost: yours is the local slope alone. Upstream times local: multiply dA1 by it, do not
    replace it.""")
def upstream_lost(A1): return A1 * (1 - A1)

@dZ1.mistake("""The local slope is in it twice. One arrow, one factor: from A1 back to Z1 there is one sigmoid.""")
def slope_twice(dA1, A1): return dA1 * (A1 * (1 - A1)) ** 2

@dZ1.mistake("""A sign inside the slope: it is A1 (1 - A1), and yours is A1 (1 + A1), which is never flat.""")
def one_plus_a(dA1, A1): return dA1 * A1 * (1 + A1)

@dZ1.also
def dZ1_from_a_square(dA1, A1): return dA1 * (A1 - A1**2)

@dZ1.also
def dZ1_by_loops(dA1, A1): return np.array([[d * a * (1 - a) for d, a in zip(up, row)] for up, row in zip(dA1, A1)])


# ---------------------------------------------------------------- symmetry


@step
def twins(W1, b1, W2): return (np.vstack([W1, b1, W2.T])[:, :, None] == np.vstack([W1, b1, W2.T])[:, None, :]).all(axis=0)

@twins.mistake("""Two units with the same weights in may still have different biases, and then they see different things. Compare
    the column of W1 and the entry of b1 and the row of W2.""")
def biases_not_compared(W1, W2): return (np.vstack([W1, W2.T])[:, :, None] == np.vstack([W1, W2.T])[:, None, :]).all(axis=0)

@twins.mistake("""Two units that see the same may still be blamed differently, if their weights to the output differ: then their
    gradients differ and they part at the first step. Compare the rows of W2 too.""")
def way_out_not_compared(W1, b1): return (np.vstack([W1, b1])[:, :, None] == np.vstack([W1, b1])[:, None, :]).all(axis=0)

@twins.mistake("""Same weights in is not enough: you compared columns of W1 only. The bias and the weights to the output count as
    well.""")
def only_weights_in(W1): return (W1[:, :, None] == W1[:, None, :]).all(axis=0)

@twins.mistake("""No unit is its own twin in yours. A unit is the same as itself: the diagonal is True.""")
def not_even_itself(W1, b1, W2): return (np.vstack([W1, b1, W2.T])[:, :, None] == np.vstack([W1, b1, W2.T])[:, None, :]).all(axis=0) & ~np.eye(len(W2), dtype=bool)

@twins.also
def twins_by_loops(W1, b1, W2): return [[bool(np.array_equal(W1[:, j], W1[:, k]) and b1[0, j] == b1[0, k] and np.array_equal(W2[j], W2[k])) for k in range(len(W2))] for j in range(len(W2))]


@step
def kinds(twins): return len({tuple(row) for row in np.asarray(twins).tolist()})

@kinds.mistake("""This counts pairs of twins, each from both sides and every unit with itself. Asked for is how many different
    units are left: twins count as one.""")
def pairs_counted(twins): return np.sum(twins)

@kinds.mistake("""This counts all hidden units. Twins do the same work for ever, so they count as one.""")
def all_counted(twins): return len(twins)

@kinds.mistake("""This counts the units that have no twin. A group of twins still does the work of one unit, and counts as one.""")
def loners_counted(twins): return np.sum(np.sum(twins, axis=0) == 1)


# ---------------------------------------------------------------- spot the bug


@step
def wrong_step(): return "dZ1"

@wrong_step.mistake("""dW1 does come out wrong. But is it made wrongly? Its own line is X.T @ dZ1, and it can be no better than the dZ1
    it is given. Look one step earlier.""")
def blamed_dW1(): return "dW1"

@wrong_step.mistake("""db1 does come out wrong. But is it made wrongly? It sums the dZ1 it is given. Look one step earlier.""")
def blamed_db1(): return "db1"

@wrong_step.mistake("""dA1 is right: nudge one entry of A1, run the output layer alone, and the slope of the cost agrees with
    it. The slip comes after it.""")
def blamed_dA1(): return "dA1"

@wrong_step.mistake("""dW2 agrees with numerical_gradient to seven digits. Check each parameter by itself: which agree, which do not?""")
def blamed_dW2(): return "dW2"

@wrong_step.mistake("""db2 agrees with numerical_gradient to seven digits. Check each parameter by itself: which agree, which do not?""")
def blamed_db2(): return "db2"

@wrong_step.mistake("""dZ2 is right; were it wrong, dW2 and db2 would be wrong with it, and they agree with numerical_gradient.""")
def blamed_dZ2(): return "dZ2"


# ---------------------------------------------------------------- the problems dealt

FORWARD = [Z1, A1, Z2, A2]
BACKWARD = [dZ2, dW2, db2, dA1, dZ1, dW1, db1]


def network(rng, m, n0, n1, n2, title="", twice=False):
    """A network with all its values, from a real forward pass; weights, biases and inputs of both signs, both labels."""
    X, Y = rng.normal(size=(m, n0)), rng.integers(0, 2, size=(m, n2)).astype(float)
    Y.flat[:2] = 0, 1
    known = dict(
        X=X, Y=Y,
        W1=rng.normal(size=(n0, n1)), b1=rng.normal(size=(1, n1)),
        W2=rng.normal(size=(n1, n2)), b2=rng.normal(size=(1, n2)),
    )  # fmt: skip
    right = complete(known)["A2"] > 0.5
    while not 0 < Y.mean() < 1 or (right == Y).all():  # a single example may be all of one label, or right by chance
        Y[:] = rng.integers(0, 2, size=Y.shape)
    return Problem(complete(known), dict(m=m, n0=n0, n1=n1, n2=n2), title, twice)


def complete(known):
    """All that forward and backward compute from the inputs and parameters, added to them."""
    return completed(known, FORWARD + BACKWARD)


def networks(rng):
    """Sizes that are distinct primes, so that no two of them can be confused; then the edges."""
    yield network(rng, 7, 3, 5, 2, twice=True)
    yield network(rng, 11, 2, 7, 3)
    yield network(rng, 1, 3, 2, 5, "a single example")
    yield network(rng, 5, 2, 1, 3, "a single hidden unit")
    gates = network(rng, 4, 2, 3, 1)
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])  # integers, as they are typed
    yield Problem(complete({**gates.inputs, "X": X}), gates.sizes, "whole numbers in X")


def sure_networks(rng):
    """The same, and one so sure of itself that Z2 reaches hundreds."""
    yield from networks(rng)
    sure = network(rng, 7, 3, 5, 2)
    yield Problem(complete({**sure.inputs, "W2": 500 * sure.inputs["W2"]}), sure.sizes, "a network very sure of itself")


def trained_networks(rng):
    """The same, and one with a quarter of a million weights: back-propagation is done in milliseconds, and finite
    differences, at two forward passes a weight, never end."""
    yield from networks(rng)
    wide = network(rng, 13, 503, 499, 2)
    calm = {**wide.inputs, "W1": wide.inputs["W1"] / 25, "W2": wide.inputs["W2"] / 25}
    yield Problem(complete(calm), wide.sizes, "a wide network: too wide for finite differences")


def sure_outputs(rng):
    """Linear parts as they come, and sure ones, right and wrong, for both labels."""
    for m, n2 in [(7, 3), (11, 2)]:
        Z2 = rng.normal(scale=3, size=(m, n2))
        yield Problem(dict(Z2=Z2, Y=rng.integers(0, 2, size=Z2.shape).astype(float)), dict(m=m, n2=n2), twice=True)
    Z2, Y = np.array([[800.0], [800.0], [-800.0], [-800.0]]), np.array([[0.0], [1.0], [0.0], [1.0]])
    yield Problem(dict(Z2=Z2, Y=Y), dict(m=4, n2=1), "Z2 of 800 and -800")


def look_alikes(rng):
    """Networks whose hidden units are alike in all, or in all but one thing, or in nothing; and the all-zero start."""
    for n0, n1, n2, b1_off, W2_off in [(3, 7, 2, [2, 5], [3, 5]), (2, 5, 3, [3], [2, 4])]:
        like = [0, 0, 0, 0, *range(4, n1)]
        W1, b1, W2 = (rng.normal(size=s) for s in [(n0, n1), (1, n1), (n1, n2)])
        W1, b1, W2 = W1[:, like], b1[:, like], W2[like]
        b1[0, b1_off], W2[W2_off, 0] = b1[0, b1_off] + 1, W2[W2_off, 0] + 1
        yield Problem(dict(W1=W1, b1=b1, W2=W2), dict(m=0, n0=n0, n1=n1, n2=n2), twice=True)
    zero = dict(W1=np.zeros((2, 3)), b1=np.zeros((1, 3)), W2=np.zeros((3, 1)))
    yield Problem(zero, dict(m=0, n0=2, n1=3, n2=1), "all parameters 0")


# ---------------------------------------------------------------- the tasks: names are grade_ids

TASKS = [
    Task("xor-forward", "forward", ("X", *PARAMETERS), {Z1: 3, A1: 2, Z2: 3, A2: 2}, sure_networks),
    Task("xor-cost", "cost", ("A2", "Y"), {L: 4, J: 3}, networks),
    Task("xor-stable-loss", "L_from_Z", ("Z2", "Y"), {L_from_Z: 6}, sure_outputs),
    Task("xor-dZ2", "dZ2_from", ("A2", "Y"), {dZ2: 5}, networks),
    Task("xor-dW2", "dW2_from", ("A1", "dZ2"), {dW2: 5}, networks),
    Task("xor-db2", "db2_from", ("dZ2",), {db2: 4}, networks),
    Task("xor-dA1", "dA1_from", ("dZ2", "W2"), {dA1: 5}, networks),
    Task("xor-dZ1", "dZ1_from", ("dA1", "A1"), {dZ1: 5}, networks),
    Task(
        "xor-gradients", "gradients", ("X", "Y", *PARAMETERS),
        {Z1: 0, A1: 0, Z2: 0, A2: 0, dZ2: 3, dW2: 3, db2: 3, dA1: 3, dZ1: 3, dW1: 3, db1: 3}, trained_networks,
    ),
    Task("xor-descend", "descend", ("parameters", "gradients", "lr"), {W1: 2, b1: 2, W2: 2, b2: 2}, single_steps),
    Task("xor-train", "train", ("parameters", "cost", "gradients", "lr", "steps"), {path: 5, costs: 3}, bowls),
    Task("xor-symmetry", "symmetry", ("W1", "b1", "W2"), {twins: 4, kinds: 2}, look_alikes),
    Task("xor-wrong-step", "wrong_step", (), {wrong_step: 4}, nothing),
    Task(
        "xor-mended", "mended", ("X", "Y", *PARAMETERS),
        {Z1: 0, A1: 0, Z2: 0, A2: 0, dZ2: 0, dW2: 0, db2: 0, dA1: 0, dZ1: 6, dW1: 0, db1: 0}, networks,
    ),
]  # fmt: skip
