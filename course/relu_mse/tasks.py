"""What is graded in this unit: the problems dealt, the right steps, and the mistakes we know, with their hints.

Network: X (m, n0) -> Z1, A1 = f(Z1) (m, n1) -> Z2 (m, n2), nothing after that; squared error summed over the outputs,
averaged over the examples. f is any activation, handed in with its slope. The steps are derived in the lesson; those
that this network shares with the others stand in `course/recipe.py`.
"""

import numpy as np

from course import recipe
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
    nothing,
    path,
    single_steps,
)
from grading import Problem, Task, step

# There is no sigmoid here whose slope could slip in.
dW2 = recipe.dW2.without("sigmoid_crossed")


# ---------------------------------------------------------------- activations, handed to the student as they stand here


def relu(Z): return np.maximum(Z, 0.0)

def relu_slope(Z): return (Z > 0).astype(float)

def tanh(Z): return np.tanh(Z)

def tanh_slope(Z): return 1 - np.tanh(Z) ** 2

def bend(Z): return Z + np.sqrt(Z**2 + 1)

def bend_slope(Z): return 1 + Z / np.sqrt(Z**2 + 1)

def wave(Z): return np.sin(2 * Z)

def wave_slope(Z): return 2 * np.cos(2 * Z)


# ---------------------------------------------------------------- shapes


@step
def X(m, n0): return (m, n0)

@X.mistake("""X lies on its side. An example is a row: m rows, and a column for each input.""")
def examples_as_columns(m, n0): return (n0, m)


@step
def Y(m, n2): return (m, n2)

@Y.mistake("""Two rows whatever m is: that is the script's own slip, a 2 written where the number of examples belongs. It fits its toy of two
    examples and nothing else; with one example it broadcasts to two without a word.""")
def two_rows(m, n2): return (2, n2)

@Y.mistake("""A target has as many numbers as the network has outputs, n2, not as it has hidden units.""")
def hidden_targets(m, n1): return (m, n1)


@step
def W1_shape(n0, n1): return (n0, n1)

@W1_shape.mistake("""W1 is transposed. It stands to the right of X, so it has a row for each input: X @ W1 is (m, n0) times (n0, n1).""")
def first_weights_turned(n0, n1): return (n1, n0)


@step
def b1_shape(n1): return (1, n1)

@b1_shape.mistake("""Not quite: (n1,) is no row yet. A bias is a row, (1, n1), shared by every example, and its gradient has the same shape.""")
def bias_without_a_row(n1): return (n1,)

@b1_shape.mistake("""That is a column. A bias belongs to a unit, and units are columns of Z1, so the biases stand in a row: (1, n1).""")
def bias_as_a_column(n1): return (n1, 1)

@b1_shape.mistake("""One bias for each example would be something to learn by heart. The bias is one row, shared by all examples.""")
def bias_per_example(m, n1): return (m, n1)


@step
def W2_shape(n1, n2): return (n1, n2)

@W2_shape.mistake("""W2 is transposed. It stands to the right of A1, so it has a row for each hidden unit.""")
def second_weights_turned(n1, n2): return (n2, n1)


@step
def b2_shape(n2): return (1, n2)

@b2_shape.mistake("""One number for all outputs? Each output has a bias of its own: a row, (1, n2).""")
def one_bias_for_all(): return (1, 1)


# To the student these are shapes of W1, b1, W2, b2; further down the same names stand for the arrays.
for shape, name in (W1_shape, "W1"), (b1_shape, "b1"), (W2_shape, "W2"), (b2_shape, "b2"):
    shape.name = name


# ---------------------------------------------------------------- cost


@step
def L(Z2, Y): return ((Z2 - Y) ** 2).sum(axis=1, keepdims=True)

@L.mistake("""The square is missing. Errors of +1 and -1 would cancel, and a large negative error would be the best of all: this loss has no
    bottom.""")
def not_squared(Z2, Y): return (Z2 - Y).sum(axis=1, keepdims=True)

@L.mistake("""This is the absolute error. Asked for is the square, which cares more about large errors and has a slope at 0.""")
def absolute(Z2, Y): return np.abs(Z2 - Y).sum(axis=1, keepdims=True)

@L.mistake("""The outputs of an example were averaged; in this unit they are summed, and only the examples are averaged.""")
def outputs_averaged(Z2, Y): return ((Z2 - Y) ** 2).mean(axis=1, keepdims=True)

@L.mistake("""There is a 1/2 in yours. Some books have it, to cancel the 2 of the derivative; the cost of this unit has none.""")
def with_a_half(Z2, Y): return ((Z2 - Y) ** 2).sum(axis=1, keepdims=True) / 2

@L.mistake("""You took the root: the length of the error. The loss is its square.""")
def length_of_the_error(Z2, Y): return np.sqrt(((Z2 - Y) ** 2).sum(axis=1, keepdims=True))

@L.mistake("""You squared the sum of the errors; asked for is the sum of their squares. With errors +1 and -1 yours is 0.""")
def square_of_the_sum(Z2, Y): return (Z2 - Y).sum(axis=1, keepdims=True) ** 2

@L.mistake("""The numbers are right and the shape is (m,). With keepdims=True the sum keeps its column, (m, 1).""")
def loss_without_keepdims(Z2, Y): return ((Z2 - Y) ** 2).sum(axis=1)

@L.also
def L_by_einsum(Z2, Y): return np.einsum("ik,ik->i", Z2 - Y, Z2 - Y)[:, None]

@L.also
def L_by_loops(Z2, Y): return np.array([[sum((z - y) ** 2 for z, y in zip(row, goal))] for row, goal in zip(Z2, Y)])


@step
def J(L): return L.mean()

@J.mistake("""J is the sum of the losses; the cost is their mean. Stack the examples on themselves: J should not change.""")
def summed(L): return L.sum()

@J.mistake("""J is half the mean. This unit's squared error has no 1/2.""")
def halved(L): return L.mean() / 2

@J.mistake("""You took the root of the mean. J is the mean of the squared errors.""")
def root_of_the_mean(L): return np.sqrt(L.mean())

@J.mistake("""J is twice the mean: the 2 belongs to the derivative, where the square brings it down.""")
def doubled(L): return 2 * L.mean()


# ---------------------------------------------------------------- its slope, and those of the script's other two costs


@step
def dZ2(Z2, Y): return 2 * (Z2 - Y) / len(Y)

@dZ2.mistake("""Yours is m times too large: it is the slope of the sum, not of the mean. The published script has this line, and every gradient
    in it is N times too large, because each is made from this one.""")
def no_mean(Z2, Y): return 2 * (Z2 - Y)

@dZ2.mistake("""The 2 of the square is missing. It would be gone if the cost had a 1/2; this one has none.""")
def two_forgotten(Z2, Y): return (Z2 - Y) / len(Y)

@dZ2.mistake("""Both the 2 and the 1/m are missing: this is the error itself.""")
def error_alone(Z2, Y): return Z2 - Y

@dZ2.mistake("""Every sign is turned. Where the output is too high, raising it makes things worse: Z2 - Y.""")
def sign_turned(Z2, Y): return 2 * (Y - Z2) / len(Y)

@dZ2.mistake("""You divided by m times n2, as np.mean does. The cost of this unit averages over the examples and sums over the outputs: divide
    by the number of rows.""")
def mean_over_entries(Z2, Y): return 2 * (Z2 - Y) / Y.size

@dZ2.mistake("""All entries are the same: this is the slope of 2 np.mean(Z2 - Y), the cost that the published script computes. Its square was
    lost, so its slope does not know how wrong the answer is.""")
def slope_of_the_coded_cost(Z2, Y): return np.full(Z2.shape, 2 / Y.size)

@dZ2.mistake("""The 1/m is in it twice. It enters once; from there on every gradient is a plain sum over the examples.""")
def mean_twice(Z2, Y): return 2 * (Z2 - Y) / len(Y) ** 2

@dZ2.mistake("""Only the sign of the error is left. The slope of a square grows with the error: twice the error, twice the slope.""")
def sign_only(Z2, Y): return 2 * np.sign(Z2 - Y) / len(Y)

@dZ2.also
def dZ2_by_loops(Z2, Y): return np.array([[2 * (z - y) / len(Y) for z, y in zip(row, goal)] for row, goal in zip(Z2, Y)])

@dZ2.also
def dZ2_in_two_arrows(Z2, Y): return np.full((len(Y), 1), 1 / len(Y)) * (2 * Z2 - 2 * Y)


# In a whole backward pass these two would carry nothing on: their values may all be alike.
dZ2_carried = dZ2.without("slope_of_the_coded_cost").without("sign_only")


@step
def stated(Z2, Y): return 2 * (Z2 - Y) / len(Y)

@stated.mistake("""The first cost is (1/m) times the sum of squares; its slope carries the 1/m too. Yours belongs to the sum.""")
def stated_without_mean(Z2, Y): return 2 * (Z2 - Y)

@stated.mistake("""The 2 of the square is missing in the first.""")
def stated_without_two(Z2, Y): return (Z2 - Y) / len(Y)


@step
def coded(Z2, Y): return np.full(Z2.shape, 2 / Z2.size) + 0 * Y

@coded.mistake("""The second cost, 2 np.mean(Z2 - Y), has no square. So its slope does not depend on the error at all: the same number in every
    entry.""")
def coded_with_a_square(Z2, Y): return 4 * (Z2 - Y) / Z2.size

@coded.mistake("""np.mean divides by all m times n2 entries, not by the rows.""")
def coded_by_rows(Z2, Y): return np.full(Z2.shape, 2 / len(Y))

@coded.mistake("""The 2 in front of the mean is missing in the second.""")
def coded_without_two(Z2): return np.full(Z2.shape, 1 / Z2.size)


@step
def differentiated(Z2, Y): return 2 * (Z2 - Y)

@differentiated.mistake("""The third cost is the sum of squares, with no mean: nothing is divided by m.""")
def differentiated_with_mean(Z2, Y): return 2 * (Z2 - Y) / len(Y)

@differentiated.mistake("""The 2 of the square is missing in the third.""")
def differentiated_without_two(Z2, Y): return Z2 - Y


# ---------------------------------------------------------------- the affine layer


@step
def Z(A, W, b): return A @ W + b

@Z.mistake("""The bias is missing: yours is A @ W. With A all zero, Z should be b in every row.""")
def without_bias(A, W): return A @ W

@Z.mistake("""The bias was added once for every input: it stands inside the sum. (Σ A W) + b, not Σ (A W + b).""")
def bias_inside_the_sum(A, W, b): return A @ W + A.shape[1] * b

@Z.also
def Z_by_einsum(A, W, b): return np.einsum("ij,jk->ik", A, W) + b


@step
def dA(dZ, W): return dZ @ W.T

@dA.mistake("""The weights are missing. dA[i, j] is the sum over the outputs k of dZ[i, k] times W[j, k].""")
def edges_dropped(dZ, W): return dZ.sum(axis=1, keepdims=True) * np.ones((1, len(W)))

@dA.mistake("""Only the first output sends its error back. The index k of the outputs is summed; take all of them.""")
def first_edge_only(dZ, W): return dZ[:, :1] @ W[:, :1].T

@dA.mistake("""Another 1/m slipped in. It is inside dZ already, and enters once.""")
def mean_again(dZ, W): return dZ @ W.T / len(dZ)

@dA.also
def dA_by_einsum(dZ, W): return np.einsum("ik,jk->ij", dZ, W)


@step
def dW(A, dZ): return A.T @ dZ

@dW.mistake("""It lies transposed. dW has the shape of W: entry [j, k] sums A[i, j] times dZ[i, k] over the examples i.""")
def turned(A, dZ): return dZ.T @ A

@dW.mistake("""dW was divided by m once more. The 1/m is already inside dZ.""")
def divided_again(A, dZ): return A.T @ dZ / len(A)

@dW.mistake("""Only the first example has a say. The index i of the examples is summed; take all of them.""")
def first_example(A, dZ): return A[:1].T @ dZ[:1]

@dW.also
def dW_by_outer(A, dZ): return sum(np.outer(a, d) for a, d in zip(A, dZ))


@step
def db(dZ): return dZ.sum(axis=0, keepdims=True)

@db.mistake("""The numbers are right and the shape has no row: the bias is (1, n2), and so is its gradient. keepdims=True keeps it.""")
def row_lost(dZ): return dZ.sum(axis=0)

@db.mistake("""The sum ran along the outputs: one number an example. The index of the examples is to vanish, axis 0. In a toy with as many
    examples as outputs nothing would have told you.""")
def wrong_axis(dZ): return dZ.sum(axis=1, keepdims=True)

@db.mistake("""The bias was averaged; it is to be summed. The 1/m is already inside dZ.""")
def bias_averaged(dZ): return dZ.mean(axis=0, keepdims=True)

@db.mistake("""You summed over everything. Each output has a bias of its own.""")
def bias_over_all(dZ): return np.full((1, dZ.shape[1]), dZ.sum())

@db.also
def db_by_ones(dZ): return np.ones((1, len(dZ))) @ dZ


# ---------------------------------------------------------------- the network with any activation


@step
def Z1(X, W1, b1): return X @ W1 + b1

@Z1.mistake("""The bias is missing: yours is X @ W1. Put in zeros for X: Z1 should be b1 in every row.""")
def hidden_without_bias(X, W1): return X @ W1


@step
def A1(Z1, f): return f(Z1)

@A1.mistake("""You took ReLU, whatever f is. Here the activation is handed in: call f.""")
def always_relu(Z1): return np.maximum(Z1, 0)

@A1.mistake("""A1 is still Z1: the activation was not called. Two linear layers in a row are one.""")
def hidden_left_linear(Z1): return 1.0 * Z1

@A1.also
def A1_by_rows(Z1, f): return np.array([f(row) for row in Z1])


@step
def Z2(A1, W2, b2): return A1 @ W2 + b2

@Z2.mistake("""The bias b2 is missing: yours is A1 @ W2.""")
def output_without_bias(A1, W2): return A1 @ W2

@Z2.mistake("""An activation was put on the output. This network ends in a plain linear part: a number to be predicted may have any size and
    either sign.""")
def activated_output(A1, W2, b2, f): return f(A1 @ W2 + b2)

@Z2.mistake("""You multiplied Z1 by W2. What leaves the hidden layer is A1 = f(Z1).""")
def linear_part_carried(Z1, W2, b2): return Z1 @ W2 + b2


@step
def dZ1(dA1, Z1, slope): return dA1 * slope(Z1)

@dZ1.mistake("""You took ReLU's slope, Z1 > 0, whatever f is. Here f comes with its own slope: ask `slope`, at Z1.""")
def always_the_relu_mask(dA1, Z1): return dA1 * (Z1 > 0)

@dZ1.mistake("""The slope was taken at A1, what came out of f. It belongs at Z1, what went in. For ReLU both happen to agree, which is why the
    script gets away with it.""")
def slope_at_the_output(dA1, A1, slope): return dA1 * slope(A1)

@dZ1.mistake("""f has been walked past: you handed dA1 on. A1 came out of Z1 through f, so f's slope at Z1 belongs here.""")
def no_activation(dA1): return 1.0 * dA1

@dZ1.mistake("""The condition got lost: an indicator of Z1 itself is 1 wherever Z1 is not 0, which is nearly everywhere. ReLU's slope asks whether
    Z1 > 0; and here the slope is handed in.""")
def indicator_without_condition(dA1, Z1): return dA1 * (Z1 != 0)

@dZ1.mistake("""You multiplied by f(Z1), the value, instead of its slope there. "The derivative of f" is another function than f.""")
def times_the_value(dA1, Z1, f): return dA1 * f(Z1)

@dZ1.mistake("""What came from above is lost: yours is the local slope alone. Upstream times local.""")
def upstream_lost(Z1, slope): return 1.0 * slope(Z1)

@dZ1.mistake("""You multiplied by Z1. f'(Z1) reads "the slope of f, at Z1".""")
def times_z(dA1, Z1): return dA1 * Z1

@dZ1.also
def dZ1_by_rows(dA1, Z1, slope): return np.array([d * slope(z) for d, z in zip(dA1, Z1)])


@step
def dX(dZ1, W1): return dZ1 @ W1.T

@dX.mistake("""You went back through dW1. How strongly X acts on Z1 is set by the weight itself, W1.""")
def through_dW1(dZ1, dW1): return dZ1 @ dW1.T

@dX.mistake("""dX is not 0. We do not change the data, but a layer standing before this one would need to know how the cost depends on it.""")
def data_does_not_change(X): return np.zeros_like(X, dtype=float)

@dX.mistake("""The weights are missing: every input got the same.""")
def inputs_alike(dZ1, W1): return dZ1.sum(axis=1, keepdims=True) * np.ones((1, len(W1)))


# ---------------------------------------------------------------- the gradient of a matrix by a matrix


@step
def blocks(A, W): return np.einsum("ip,jk->ijpk", np.eye(len(A)), W)

@blocks.mistake("""Every example reacts in yours. Z[p, k] contains A[i, j] only if p = i: nudge one entry of A and look which rows of Z move.""")
def every_row_moves(A, W): return np.einsum("ip,jk->ijpk", np.ones((len(A), len(A))), W)

@blocks.mistake("""You gave the value where its slope belongs: in row i of each block stands A[i, j] W[j, :]. The slope of A[i, j] W[j, k] along
    A[i, j] is W[j, k].""")
def value_for_slope(A, W): return np.einsum("ip,ij,jk->ijpk", np.eye(len(A)), A, W)

@blocks.also
def blocks_by_loops(A, W): return np.array([[[[W[j, k] if p == i else 0.0 for k in range(W.shape[1])] for p in range(len(A))] for j in range(len(W))] for i in range(len(A))])


@step
def contracted(dZ, blocks): return np.einsum("pk,ijpk->ij", dZ, blocks)

@contracted.mistake("""You multiplied the block and dZ as matrices. The chain rule multiplies entry by entry and sums over all of them: the dot product of
    two matrices.""")
def trace_of_the_product(dZ, blocks): return np.einsum("pk,ijqk->ij", dZ, blocks)

@contracted.mistake("""The sum over the block is a mean in yours. Every path counts whole.""")
def mean_for_sum(dZ, blocks): return np.einsum("pk,ijpk->ij", dZ, blocks) / dZ.size

@contracted.mistake("""You summed the block without dZ: how much all outputs react together. Each reaction must be weighted by how much the cost cares, dZ.""")
def upstream_left_out(blocks): return np.sum(blocks, axis=(2, 3))

@contracted.also
def contracted_by_sum(dZ, blocks): return (dZ * np.asarray(blocks)).sum(axis=(2, 3))


contracted.name = "dA"


# ---------------------------------------------------------------- the published script


@step
def script_A1(Z1): return np.maximum(Z1, 0)

script_A1.name = "A1"


@step
def script_dZ1(dA1, A1): return dA1 * (A1 > 0)

script_dZ1.name = "dZ1"


@step
def script_J(Z2, Y): return ((Z2 - Y) ** 2).sum() / len(Y)

script_J.name = "J"

@script_J.mistake("""The square is still missing: this is the script's own line. Its cost can be negative, and grows better without end as the outputs
    fall.""")
def as_published(Z2, Y): return 2 * np.mean(Z2 - Y)

@script_J.mistake("""The square is there, and np.mean divides by m times the number of outputs. 2 np.mean gives the stated cost only where there are two
    outputs, as in the script's toy.""")
def right_for_two_outputs(Z2, Y): return 2 * np.mean((Z2 - Y) ** 2)

@script_J.mistake("""np.mean divides by the number of entries; the stated cost divides by the number of examples.""")
def mean_of_entries(Z2, Y): return np.mean((Z2 - Y) ** 2)

@script_J.mistake("""This is the sum of squares; the stated cost is divided by the number of examples.""")
def sum_of_squares(Z2, Y): return ((Z2 - Y) ** 2).sum()


@step
def wrong_line(): return "dZ2"

@wrong_line.mistake("""dA1 comes out m times too large, but its own line is right: dZ2 @ W2.T. It is given something too large.""")
def blamed_dA1(): return "dA1"

@wrong_line.mistake("""dW2 comes out m times too large, but its own line is right: A1.T @ dZ2. It is given something too large.""")
def blamed_dW2(): return "dW2"

@wrong_line.mistake("""The mask A1 > 0 is the same as Z1 > 0 for ReLU: A1 is 0 wherever Z1 is not positive. dZ1 is too large because dA1 is.""")
def blamed_dZ1(): return "dZ1"

@wrong_line.mistake("""dW1 comes out m times too large, but its own line is right. Walk back: which is the first that is too large?""")
def blamed_dW1(): return "dW1"


# ---------------------------------------------------------------- the problems dealt

FORWARD = [Z1, A1, Z2]
BACKWARD = [dZ2, dW2, db2, dA1, dZ1, dW1, db1, dX]


def network(rng, m, n0, n1, n2, f, slope, title="", twice=False):
    """A network from a real forward pass, with one of the activations above."""
    X, W1, b1 = rng.normal(size=(m, n0)), rng.normal(size=(n0, n1)), rng.normal(size=(1, n1))
    while not 0.2 < ((Z := X @ W1 + b1) > 0).mean() < 0.9:  # some of both signs, whatever f makes of them
        b1 = rng.normal(size=b1.shape) - Z.mean()
    W2, b2, Y = rng.normal(size=(n1, n2)), rng.normal(size=(1, n2)), rng.normal(size=(m, n2))
    known = dict(X=X, Y=Y, W1=W1, b1=b1, W2=W2, b2=b2, f=f, slope=slope)
    return Problem(complete(known), dict(m=m, n0=n0, n1=n1, n2=n2), title, twice)


def complete(known):
    """All that forward and backward compute from the inputs and parameters, added to them."""
    return completed(known, FORWARD + BACKWARD)


def networks(rng):
    """Sizes that are distinct primes and activations of four kinds; then the edges."""
    yield network(rng, 7, 3, 5, 2, tanh, tanh_slope, "f = tanh", twice=True)
    yield network(rng, 11, 2, 7, 3, relu, relu_slope, "f = ReLU")
    yield network(rng, 5, 3, 7, 2, bend, bend_slope, "f = z + sqrt(z² + 1)")
    yield network(rng, 1, 3, 2, 5, wave, wave_slope, "f = sin 2z, a single example")
    yield network(rng, 5, 2, 1, 3, tanh, tanh_slope, "f = tanh, a single hidden unit")
    grid = network(rng, 4, 2, 5, 3, relu, relu_slope)
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])  # whole numbers; the first row stands on every kink
    W1 = np.abs(grid.inputs["W1"]) * [1, -1, 1, -1, 1]
    at_zero = {**grid.inputs, "X": X, "W1": W1, "b1": np.zeros((1, 5))}
    yield Problem(complete(at_zero), grid.sizes, "f = ReLU, Z1 exactly 0 in places")


def trained_networks(rng):
    """The same, and one with a quarter of a million weights, too many for finite differences."""
    yield from networks(rng)
    yield network(rng, 13, 503, 499, 2, bend, bend_slope, "a wide network: too wide for finite differences")


def relu_networks(rng):
    """Networks with ReLU, as the published script has it, of other sizes than its toy."""
    yield network(rng, 7, 3, 5, 2, relu, relu_slope, twice=True)
    yield network(rng, 5, 2, 3, 7, relu, relu_slope)
    yield network(rng, 1, 3, 4, 2, relu, relu_slope, "a single example")


def layers(rng):
    """An affine layer with what goes in and what comes back."""
    for m, n1, n2 in [(7, 3, 5), (5, 7, 2), (1, 3, 2)]:
        made = dict(A=rng.normal(size=(m, n1)), W=rng.normal(size=(n1, n2)), b=rng.normal(size=(1, n2)), dZ=rng.normal(size=(m, n2)))
        yield Problem(made, dict(m=m, n1=n1, n2=n2), twice=m == 7)


def dealt_sizes(rng):
    """Numbers of examples, inputs, hidden units and outputs, all different."""
    for m, n0, n1, n2 in [rng.permutation([3, 5, 7, 11]), rng.permutation([13, 4, 6, 9])]:
        yield Problem(dict(m=int(m), n0=int(n0), n1=int(n1), n2=int(n2)))


# ---------------------------------------------------------------- the tasks: names are grade_ids

FREE = {Z1: 0, A1: 0, Z2: 0}

TASKS = [
    Task(
        "relu_mse-shapes", "shapes", ("m", "n0", "n1", "n2"),
        {X: 1, Y: 1, W1_shape: 1, b1_shape: 1, W2_shape: 1, b2_shape: 1}, dealt_sizes,
    ),
    Task("relu_mse-cost", "cost", ("Z2", "Y"), {L: 3, J: 2}, networks),
    Task("relu_mse-dZ2", "dZ2_from", ("Z2", "Y"), {dZ2: 5}, networks),
    Task("relu_mse-three-costs", "three_slopes", ("Z2", "Y"), {stated: 2, coded: 2, differentiated: 2}, networks),
    Task("relu_mse-affine", "affine", ("A", "W", "b"), {Z: 3}, layers),
    Task("relu_mse-affine-back", "affine_back", ("dZ", "A", "W"), {dA: 3, dW: 3, db: 3}, layers),
    Task("relu_mse-blocks", "by_blocks", ("dZ", "A", "W"), {blocks: 4, contracted: 3}, layers),
    Task("relu_mse-activation-back", "activation_back", ("dA1", "Z1", "slope"), {dZ1: 6}, networks),
    Task("relu_mse-forward", "forward", ("X", *PARAMETERS, "f"), {Z1: 2, A1: 2, Z2: 2}, networks),
    Task(
        "relu_mse-gradients", "gradients", ("X", "Y", *PARAMETERS, "f", "slope"),
        {**FREE, dZ2_carried: 3, dW2: 3, db2: 3, dA1: 3, dZ1: 3, dW1: 3, db1: 3, dX: 3}, trained_networks,
    ),
    Task("relu_mse-descend", "descend", ("parameters", "gradients", "lr"), {W1: 1, b1: 1, W2: 1, b2: 1}, single_steps),
    Task("relu_mse-train", "train", ("parameters", "cost", "gradients", "lr", "steps"), {path: 5, costs: 2}, bowls),
    Task("relu_mse-wrong-line", "wrong_line", (), {wrong_line: 4}, nothing),
    Task(
        "relu_mse-script", "script", ("X", "Y", *PARAMETERS),
        {Z1: 0, script_A1: 0, Z2: 0, script_J: 4, dZ2_carried: 4, dW2: 0, db2: 0, dA1: 0, script_dZ1: 0, dW1: 0, db1: 0}, relu_networks,
    ),
]  # fmt: skip
