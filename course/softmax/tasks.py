"""What is graded in this unit: the problems dealt, the right steps, and the mistakes we know, with their hints.

Network: X (m, n0) -> Z1, A1 (m, n1) by ReLU -> Z2, A2 (m, n2) by softmax, cross-entropy averaged over the examples.
The steps are derived in the lesson; those that this network shares with the others stand in `course/recipe.py`.
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
    db1,
    db2,
    dW1,
    nothing,
    path,
    single_steps,
)
from grading import Problem, Task, step

# The rows of dZ2 add up to 0, so an error sent back without its weights is 0 everywhere and carries nothing.
dA1 = recipe.dA1.without("weights_dropped")
dW2 = recipe.dW2.without("sigmoid_crossed")


def soft(Z):
    """Softmax of each row, for the problems dealt."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


# ---------------------------------------------------------------- softmax


@step
def A2(Z2): return np.exp(Z2 - Z2.max(axis=1, keepdims=True)) / np.exp(Z2 - Z2.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)

@A2.mistake("""Right, until a logit reaches 710: e^800 is too large for a float, and inf / inf is nan. Softmax does not change when
    the same number is taken from all logits of a row: take away the row's largest first.""")
def naive(Z2): return np.exp(Z2) / np.exp(Z2).sum(axis=1, keepdims=True)

@A2.mistake("""You took away the largest logit of the whole batch. In a row far below it every e^z is then 0, and 0 / 0 is nan. Each
    row has a largest of its own: max(axis=1, keepdims=True).""")
def global_maximum(Z2): return np.exp(Z2 - Z2.max()) / np.exp(Z2 - Z2.max()).sum(axis=1, keepdims=True)

@A2.mistake("""Your columns add up to 1. The classes compete within one example, which is a row: the sum runs along axis 1.""")
def along_the_examples(Z2): return np.exp(Z2 - Z2.max(axis=0)) / np.exp(Z2 - Z2.max(axis=0)).sum(axis=0)

@A2.mistake("""All numbers of the batch add up to 1 together. Every example has probabilities of its own, so each row must add up
    to 1.""")
def over_the_batch(Z2): return np.exp(Z2 - Z2.max()) / np.exp(Z2 - Z2.max()).sum()

@A2.mistake("""These are sigmoids, one a class, and a row of them need not add up to 1. In softmax the classes share one
    denominator: what one gains, the others lose.""")
def sigmoids(Z2): return 1 / (1 + np.exp(-Z2))

@A2.mistake("""The logits were divided by their sum, without e. A negative logit then gives a negative "probability". e^z makes every
    share positive first.""")
def without_the_exponential(Z2): return Z2 / Z2.sum(axis=1, keepdims=True)

@A2.mistake("""This is the softmax of minus the logits: the largest logit got the smallest probability.""")
def upside_down(Z2): return np.exp(-Z2 + Z2.min(axis=1, keepdims=True)) / np.exp(-Z2 + Z2.min(axis=1, keepdims=True)).sum(axis=1, keepdims=True)

@A2.mistake("""You gave the prediction, 1 for the largest logit and 0 elsewhere. Softmax is the soft version: its slope tells which
    way to turn, and a prediction has none.""")
def hard_maximum(Z2): return (Z2.max(axis=1, keepdims=True) == Z2).astype(float)

@A2.also
def A2_by_log(Z2): return np.exp(Z2 - np.logaddexp.reduce(Z2, axis=1, keepdims=True))

@A2.also
def A2_by_rows(Z2): return np.array([np.exp(z - max(z)) / sum(np.exp(z - max(z))) for z in Z2])


# ---------------------------------------------------------------- cross-entropy from the logits


@step
def L_from_Z(Z2, Y): return np.logaddexp.reduce(Z2, axis=1, keepdims=True) - (Y * Z2).sum(axis=1, keepdims=True)

@L_from_Z.mistake("""Right, until the network is sure: a probability that rounds to 0 has the log -inf, and 0 times -inf is nan. Take the log
    on paper: log(e^z / sum) = z - log(sum), and the largest logit can be taken out of the sum first.""")
def through_the_probabilities(Z2, Y): return -(Y * np.log(np.exp(Z2 - Z2.max(axis=1, keepdims=True)) / np.exp(Z2 - Z2.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))).sum(axis=1, keepdims=True)

@L_from_Z.mistake("""Right for moderate logits; e^800 is inf. log(sum of e^z) = c + log(sum of e^(z - c)) for any c: take c, the largest
    logit of the row, out first.""")
def naive_log_of_sum(Z2, Y): return np.log(np.exp(Z2).sum(axis=1, keepdims=True)) - (Y * Z2).sum(axis=1, keepdims=True)

@L_from_Z.mistake("""The sign is turned: your loss is negative, and rewards the wrong class.""")
def sign_of_the_loss(Z2, Y): return (Y * Z2).sum(axis=1, keepdims=True) - np.logaddexp.reduce(Z2, axis=1, keepdims=True)

@L_from_Z.mistake("""The targets do not occur in yours. The log of the sum is the same whichever class is right; the logit of the right
    class must be taken from it.""")
def right_class_left_out(Z2, Y): return np.logaddexp.reduce(Z2, axis=1, keepdims=True) + 0 * Y[:, :1]

@L_from_Z.mistake("""The log of the sum is missing: yours is minus the right logit. Raising all logits together would seem to help, and
    softmax does not even notice that.""")
def sum_left_out(Z2, Y): return -(Y * Z2).sum(axis=1, keepdims=True)

@L_from_Z.mistake("""You took the mean over the classes. One-hot Y picks the one right class; nothing is averaged over the others.""")
def mean_over_classes(Z2, Y): return (np.logaddexp.reduce(Z2, axis=1, keepdims=True) - (Y * Z2).sum(axis=1, keepdims=True)) / Y.shape[1]

@L_from_Z.mistake("""The numbers are right and the shape is (m,). With keepdims=True the sum keeps its column, (m, 1).""")
def loss_without_keepdims(Z2, Y): return np.logaddexp.reduce(Z2, axis=1) - (Y * Z2).sum(axis=1)

@L_from_Z.also
def L_by_shift(Z2, Y): return np.log(np.exp(Z2 - Z2.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)) + Z2.max(axis=1, keepdims=True) - (Y * Z2).sum(axis=1, keepdims=True)

@L_from_Z.also
def L_by_margins(Z2, Y): return np.logaddexp.reduce(Z2 - (Y * Z2).sum(axis=1, keepdims=True), axis=1, keepdims=True)


# ---------------------------------------------------------------- the Jacobian, and the way back through it


@step
def jacobian(a): return np.diag(a) - np.outer(a, a)

@jacobian.mistake("""Off the diagonal the sign is turned. When one logit rises, every other probability falls: they share one sum. So the entry
    is -a_j a_k, and each row adds up to 0.""")
def plus_off_the_diagonal(a): return np.diag(a - a**2) + np.outer(a, a) - np.diag(a**2)

@jacobian.mistake("""Only the diagonal is there. One logit moves every probability, not only its own; that is what the title of this unit
    says. Each row should add up to 0.""")
def diagonal_alone(a): return np.diag(a * (1 - a))

@jacobian.mistake("""The diagonal lacks its a: the entry [j, j] is a_j (1 - a_j), and yours is -a_j². Each row should add up to 0.""")
def outer_alone(a): return -np.outer(a, a)

@jacobian.mistake("""Every sign is turned. Raise a logit, and its own probability rises: the diagonal is positive.""")
def all_signs_turned(a): return np.outer(a, a) - np.diag(a)

@jacobian.mistake("""You put a on the diagonal, and nothing was taken from it there. a_j (1 - a_j) = a_j - a_j²: the outer product belongs on the
    diagonal too.""")
def diagonal_too_large(a): return np.diag(a + a**2) - np.outer(a, a)

@jacobian.also
def jacobian_by_loops(a): return [[a[j] * ((j == k) - a[k]) for k in range(len(a))] for j in range(len(a))]

@jacobian.also
def jacobian_by_eye(a): return a[:, None] * (np.eye(len(a)) - a)


@step
def da(a, y): return -y / a

@da.mistake("""The sign is turned. The loss -log a falls when a grows, so its slope is negative: -y / a.""")
def da_positive(a, y): return y / a

@da.mistake("""You gave the loss itself, -y log a. Asked for is its slope along each probability: the derivative of log a is 1 / a.""")
def loss_for_slope(a, y): return -y * np.log(a)

@da.mistake("""This is a - y, the slope along the logits. One step earlier stands the slope along the probabilities: the loss is -y log a,
    and its derivative is -y / a.""")
def one_step_too_far(a, y): return a - y

@da.mistake("""This is the two-class formula. Each class here has the loss -y log a and no second half: classes with y = 0 cost
    nothing directly, so their slope is 0.""")
def binary_formula(a, y): return (a - y) / (a * (1 - a))


@step
def dz(a, da): return (np.diag(a) - np.outer(a, a)) @ da

@dz.mistake("""The cross terms are lost: you multiplied entry by entry with a (1 - a), as for a sigmoid. Every logit reaches the loss through
    all probabilities; sum over all these paths.""")
def cross_terms_dropped(a, da): return a * (1 - a) * da

@dz.mistake("""The cross terms have the wrong sign: with +a_j a_k off the diagonal, the right class comes out right and every other class
    has its sign turned. Each row of the Jacobian adds up to 0.""")
def cross_terms_turned(a, da): return (np.diag(a - 2 * a**2) + np.outer(a, a)) @ da

@dz.mistake("""The whole thing has its sign turned. The right class should be pushed up, so its slope is negative.""")
def dz_turned(a, da): return (np.outer(a, a) - np.diag(a)) @ da

@dz.mistake("""You handed on what came from above, and left the Jacobian out. The slope along the probabilities is not yet the slope along
    the logits.""")
def jacobian_left_out(a, da): return da

@dz.also
def dz_by_sum(a, da): return np.array([sum(da[j] * a[j] * ((j == k) - a[k]) for j in range(len(a))) for k in range(len(a))])

@dz.also
def dz_without_matrix(a, da): return a * (da - a @ da)


# ---------------------------------------------------------------- the same for a batch


@step
def dZ2(A2, Y): return (A2 - Y) / len(Y)

@dZ2.mistake("""Yours is m times too large. The cost is a mean over the m examples: the 1/m enters once, here, and from there on every
    gradient is a plain sum. Stack the batch on itself: the gradient of a mean should not change.""")
def no_mean(A2, Y): return A2 - Y

@dZ2.mistake("""Every sign is turned. The right class has Y = 1 and should be pushed up, so its slope is negative: A2 - Y.""")
def sign_turned(A2, Y): return (Y - A2) / len(Y)

@dZ2.mistake("""There is one derivative too many: A2 (1 - A2) is the diagonal of the Jacobian, and A2 - Y is what is left after the whole
    Jacobian was used.""")
def derivative_again(A2, Y): return (A2 - Y) * A2 * (1 - A2) / len(Y)

@dZ2.mistake("""The cross terms are lost: only the right class has a slope in yours. Pushing a wrong class down helps as well; every
    row of dZ2 adds up to 0.""")
def only_the_right_class(A2, Y): return (A2 - Y) * Y / len(Y)

@dZ2.mistake("""The cross terms have the wrong sign: the right class is right, and every wrong one is turned. Every row of dZ2 adds up to
    0; do yours?""")
def wrong_classes_turned(A2, Y): return (2 * Y * A2 - A2 - Y) / len(Y)

@dZ2.mistake("""You divided by m times the number of classes. The loss of an example is one number, whatever the number of classes;
    average over the rows only, `len(Y)`.""")
def mean_over_entries(A2, Y): return (A2 - Y) / Y.size

@dZ2.mistake("""You divided by the number of classes instead of the number of examples. `len(Y)` counts rows.""")
def mean_over_classes_only(A2, Y): return (A2 - Y) / Y.shape[1]

@dZ2.mistake("""The 1/m is in it twice. It enters once; from there on every gradient is a plain sum over the examples.""")
def mean_twice(A2, Y): return (A2 - Y) / len(Y) ** 2

@dZ2.mistake("""You used the predicted class, rounded to 0 and 1. The slope belongs to the probabilities themselves: a right class at 0.4
    may win, and still has a slope of -0.6.""")
def of_the_prediction(A2, Y): return ((A2.max(axis=1, keepdims=True) == A2) - Y) / len(Y)

@dZ2.also
def dZ2_by_jacobians(A2, Y): return np.array([(np.diag(a) - np.outer(a, a)) @ (-y / a) for a, y in zip(A2, Y)]) / len(Y)

@dZ2.also
def dZ2_by_loops(A2, Y): return np.array([[(a - y) / len(Y) for a, y in zip(row, goal)] for row, goal in zip(A2, Y)])


# ---------------------------------------------------------------- ReLU


@step
def Z1(X, W1, b1): return X @ W1 + b1

@Z1.mistake("""The bias is missing: yours is X @ W1. Put in zeros for X: Z1 should be b1 in every row.""")
def without_bias(X, W1): return X @ W1


@step
def A1(Z1): return np.maximum(Z1, 0)

@A1.mistake("""A1 is still Z1: the hidden layer has no activation, and two linear layers in a row are one linear layer. ReLU puts 0 in
    the place of what is negative.""")
def hidden_left_linear(Z1): return 1.0 * Z1

@A1.mistake("""Negative numbers lost their sign instead of becoming 0: this is the absolute value. ReLU is max(z, 0).""")
def absolute_value(Z1): return np.abs(Z1)

@A1.mistake("""You kept the mask, 1 where Z1 is positive. The mask is ReLU's slope; ReLU itself lets the positive numbers through.""")
def mask_for_value(Z1): return (Z1 > 0).astype(float)

@A1.mistake("""This is the sigmoid. The hidden layer of this network uses ReLU, max(z, 0).""")
def sigmoid_for_relu(Z1): return 1 / (1 + np.exp(-Z1))

@A1.mistake("""You kept the negative numbers and cut off the positive ones: max and min have changed places.""")
def min_for_max(Z1): return np.minimum(Z1, 0)

@A1.also
def A1_by_where(Z1): return np.where(Z1 > 0, Z1, 0.0)

@A1.also
def A1_by_half(Z1): return (Z1 + np.abs(Z1)) / 2


@step
def Z2(A1, W2, b2): return A1 @ W2 + b2

@Z2.mistake("""The bias b2 is missing: yours is A1 @ W2. With A1 all zero, Z2 should be b2 in every row.""")
def output_without_bias(A1, W2): return A1 @ W2

@Z2.mistake("""You multiplied Z1 by W2. What leaves the hidden layer is A1, after ReLU.""")
def linear_part_carried(Z1, W2, b2): return Z1 @ W2 + b2


@step
def dZ1(dA1, Z1): return dA1 * (Z1 > 0)

@dZ1.mistake("""ReLU has been walked past: you handed dA1 on. Where Z1 is not positive, nothing got through on the way forward, and no
    blame goes back: multiply by the mask Z1 > 0.""")
def no_mask(dA1): return 1.0 * dA1

@dZ1.mistake("""The mask took the place of what came from above: yours is 0 and 1. Upstream times local: multiply dA1 by it.""")
def mask_alone(Z1): return (Z1 > 0).astype(float)

@dZ1.mistake("""The mask is taken from dA1, the gradient, and not from Z1. Whether a unit was awake is decided on the way forward.""")
def mask_of_the_gradient(dA1): return dA1 * (dA1 > 0)

@dZ1.mistake("""ReLU's slope is 1 where Z1 > 0 and 0 elsewhere. Yours multiplies by the value, max(Z1, 0), as if "derivative of" meant
    "times".""")
def times_the_value(dA1, Z1): return dA1 * np.maximum(Z1, 0)

@dZ1.mistake("""This is the sigmoid's slope, a (1 - a), put to a ReLU's numbers. ReLU's slope is 1 or 0.""")
def sigmoid_slope(dA1, Z1): return dA1 * np.maximum(Z1, 0) * (1 - np.maximum(Z1, 0))

@dZ1.mistake("""The mask is the wrong way round: it lets the sleeping units learn and stops those that were awake.""")
def mask_turned(dA1, Z1): return dA1 * (Z1 <= 0)

@dZ1.mistake("""The slope at exactly 0 is taken as 1. In this course the mask is Z1 > 0, so that a unit whose every Z1 is 0 gets no
    gradient; at 0 there is no slope, and 0 is our choice.""")
def awake_at_zero(dA1, Z1): return dA1 * (Z1 >= 0)

@dZ1.also
def dZ1_by_where(dA1, Z1): return np.where(Z1 > 0, dA1, 0.0)

@dZ1.also
def dZ1_by_loops(dA1, Z1): return np.array([[d if z > 0 else 0.0 for d, z in zip(up, row)] for up, row in zip(dA1, Z1)])


# ---------------------------------------------------------------- dead units and kinks


@step
def dead(Z1): return (Z1 <= 0).all(axis=0)

@dead.mistake("""These are the units that sleep for at least one example. A dead unit sleeps for all of them: only then does no example ever
    move its weights.""")
def sleeps_once(Z1): return (Z1 <= 0).any(axis=0)

@dead.mistake("""You looked along the rows, and found examples that wake no unit. A unit is a column: ask for each column.""")
def sleepless_examples(Z1): return (Z1 <= 0).all(axis=1)

@dead.mistake("""Turned round: these are the units that at least one example wakes.""")
def the_living(Z1): return (Z1 > 0).any(axis=0)

@dead.mistake("""A unit whose mean is negative may still be awake for some example. Dead means: Z1 is positive for none.""")
def negative_on_average(Z1): return Z1.mean(axis=0) <= 0

@dead.also
def dead_by_maximum(Z1): return Z1.max(axis=0) <= 0


@step
def crosses(below, above): return ((below > 0) != (above > 0)).any()

@crosses.mistake("""You compared the two as they are; any nudge makes them differ. A kink was crossed where one of the two is positive and the
    other is not.""")
def any_change(below, above): return (below != above).any()

@crosses.mistake("""A product below 0 misses the case where one of the two is exactly 0, and that is the one that bites: ReLU's kink is at 0, and 0
    counts as asleep.""")
def strict_product(below, above): return (below * above < 0).any()

@crosses.mistake("""You ask whether every unit crossed its kink. One is enough to spoil the slope: any, not all.""")
def every_unit(below, above): return ((below > 0) != (above > 0)).all()

@crosses.mistake("""Turned round: yours is True where the slope can be trusted.""")
def trusted(below, above): return not ((below > 0) != (above > 0)).any()

@crosses.also
def crosses_by_mask(below, above): return not np.array_equal(np.maximum(np.sign(below), 0), np.maximum(np.sign(above), 0))


# ---------------------------------------------------------------- spot the bug


@step
def wrong_step(): return "dZ2"

@wrong_step.mistake("""dW2 does come out wrong. But is it made wrongly? It is A1.T @ dZ2, and can be no better than the dZ2 it is given.""")
def blamed_dW2(): return "dW2"

@wrong_step.mistake("""db2 does come out wrong; it sums the dZ2 it is given. Look at what it is made of.""")
def blamed_db2(): return "db2"

@wrong_step.mistake("""dA1 does come out wrong. It is dZ2 @ W2.T: look at what goes in.""")
def blamed_dA1(): return "dA1"

@wrong_step.mistake("""The mask is as it should be: dZ1 is wrong because the dA1 that reaches it is. Go back to where the first wrong number is
    made.""")
def blamed_dZ1(): return "dZ1"

@wrong_step.mistake("""dW1 is the last but one in the chain; everything before it is wrong too. Which is the first?""")
def blamed_dW1(): return "dW1"

@wrong_step.mistake("""db1 is the last in the chain; everything before it is wrong too. Which is the first?""")
def blamed_db1(): return "db1"


# ---------------------------------------------------------------- the problems dealt

FORWARD = [Z1, A1, Z2, A2]
BACKWARD = [dZ2, dW2, db2, dA1, dZ1, dW1, db1]


def network(rng, m, n0, n1, n2, title="", twice=False):
    """A network from a real forward pass: one-hot targets of more than one class, a unit awake for all examples and
    one that is dead (a single unit is awake for some), and no linear part so near to 0 that a nudge could cross it."""
    X, Y = rng.normal(size=(m, n0)), np.eye(n2)[rng.permutation(np.arange(m) % n2)]
    W1, b1 = rng.normal(size=(n0, n1)), rng.normal(size=(1, n1))
    if n1 > 2:
        b1[0, 0] = 1.5 + np.abs(X @ W1[:, 0]).max()
        b1[0, 1] = -1 - np.abs(X @ W1[:, 1]).max()
    while np.abs(Z := X @ W1 + b1).min() < 1e-3 or (n1 == 1 and not 0 < (Z > 0).sum() < m):
        b1 = b1 + 0.01 * rng.normal(size=b1.shape) - (Z.mean() if n1 == 1 else 0)
    known = dict(X=X, Y=Y, W1=W1, b1=b1, W2=rng.normal(size=(n1, n2)), b2=rng.normal(size=(1, n2)))
    if m == 1:  # the one example must not be right by chance
        known["Y"] = np.eye(n2)[[complete(known)["A2"].argmin()]]
    return Problem(complete(known), dict(m=m, n0=n0, n1=n1, n2=n2), title, twice)


def complete(known):
    """All that forward and backward compute from the inputs and parameters, added to them."""
    return completed(known, FORWARD + BACKWARD)


def networks(rng):
    """Sizes that are distinct primes; then the edges."""
    yield network(rng, 7, 2, 5, 3, twice=True)
    yield network(rng, 11, 3, 7, 5)
    yield network(rng, 1, 3, 5, 2, "a single example")
    yield network(rng, 5, 2, 1, 3, "a single hidden unit")
    whole = network(rng, 4, 2, 5, 3)
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])  # as they are typed; the first row stands on every kink
    at_zero = {**whole.inputs, "X": X, "b1": np.zeros((1, 5))}
    yield Problem(complete(at_zero), whole.sizes, "whole numbers in X, b1 = 0")


def sure_networks(rng):
    """The same, and one whose logits reach thousands, in some rows more than in others."""
    yield from networks(rng)
    sure = network(rng, 7, 3, 5, 2)
    scale = np.array([[1], [1], [1000], [1000], [1], [1000], [1]])
    W1, W2 = np.abs(sure.inputs["W1"]) * [-1, 1, 1, 1, 1], sure.inputs["W2"].copy()
    W2[:, 0] = 1 + np.abs(W2[:, 0])
    X = scale * rng.uniform(0.5, 1, size=(7, 3))
    large = {**sure.inputs, "X": X, "W1": W1, "b1": np.ones((1, 5)), "W2": W2}
    yield Problem(complete(large), sure.sizes, "a network very sure of some examples")


def trained_networks(rng):
    """The same, and one with a quarter of a million weights, too many for finite differences."""
    yield from networks(rng)
    wide = network(rng, 13, 503, 499, 2)
    calm = {**wide.inputs, "W1": wide.inputs["W1"] / 25, "W2": wide.inputs["W2"] / 25}
    yield Problem(complete(calm), wide.sizes, "a wide network: too wide for finite differences")


def at_the_kink(rng):
    """The same, and linear parts that are exactly 0."""
    yield from networks(rng)
    Z1 = np.array([[0.0, -1.0, 2.0], [0.0, 3.0, 0.0]])
    yield Problem(dict(dA1=rng.normal(size=Z1.shape), Z1=Z1), dict(m=2, n1=3), "Z1 exactly 0 in places")


def logits(rng):
    """Logits as they come, and of 800 and -800, right and wrong, in one row and across rows."""
    for m, n2 in [(7, 3), (11, 5), (5, 2)]:
        Y = np.eye(n2)[rng.permutation(np.arange(m) % n2)]
        yield Problem(dict(Z2=rng.normal(scale=2, size=(m, n2)), Y=Y), dict(m=m, n2=n2), twice=True)
    Z2 = np.array([[800.0, 0.0, 1.0], [-800.0, -801.0, -802.0], [800.0, 799.0, -800.0], [0.0, 1.0, 2.0]])
    yield Problem(dict(Z2=Z2, Y=np.eye(3)[[1, 0, 1, 2]]), dict(m=4, n2=3), "logits of 800 and -800")


def examples(rng):
    """One example's probabilities and target."""
    for n2 in (3, 5, 2):
        a = soft(rng.normal(size=(1, n2)))[0]
        yield Problem(dict(a=a, y=np.eye(n2)[rng.integers(n2)]), dict(m=1, n2=n2), twice=True)


def sleepers(rng):
    """Linear parts with units that are dead, that sleep now and then, and that never do."""
    for m, n1 in [(7, 5), (11, 4)]:
        Z1 = rng.normal(size=(m, n1))
        Z1[:, 0] = -np.abs(Z1[:, 0]) - 0.1
        Z1[:, 1] = np.abs(Z1[:, 1]) + 0.1
        Z1[:2, 2], Z1[2:, 2] = 0.2, -1.0
        Z1[:2, 3], Z1[2:, 3] = -0.2, 1.0
        yield Problem(dict(Z1=Z1), dict(m=m, n1=n1), twice=True)
    yield Problem(dict(Z1=np.array([[0.0, -1.0], [0.0, 2.0]])), dict(m=2, n1=2), "Z1 exactly 0 in places")


def nudges(rng):
    """Linear parts before and after a nudge: nothing crossed, one kink crossed, one stood upon, every one crossed."""
    calm = np.sign(rng.normal(size=(7, 5))) * rng.uniform(0.5, 1, size=(7, 5))
    crossed, stood = calm.copy(), calm.copy()
    crossed[3, 2], stood[4, 1] = 1e-6, 0.0
    yield Problem(dict(below=calm, above=calm + 1e-5), dict(m=7, n1=5), twice=True)
    yield Problem(dict(below=crossed - 1e-5, above=crossed + 1e-5), dict(m=7, n1=5))
    yield Problem(dict(below=stood, above=stood + 1e-5), dict(m=7, n1=5), "one Z1 exactly 0")
    yield Problem(dict(below=np.full((3, 2), -1e-6), above=np.full((3, 2), 1e-6)), dict(m=3, n1=2))


# ---------------------------------------------------------------- the tasks: names are grade_ids

ALL = {Z1: 0, A1: 0, Z2: 0, A2: 0, dZ2: 3, dW2: 3, db2: 3, dA1: 3, dZ1: 3, dW1: 3, db1: 3}

TASKS = [
    Task("softmax-softmax", "softmax", ("Z2",), {A2: 7}, logits),
    Task("softmax-loss", "L_from_Z", ("Z2", "Y"), {L_from_Z: 6}, logits),
    Task("softmax-jacobian", "jacobian", ("a",), {jacobian: 7}, examples),
    Task("softmax-dz", "dz_by_jacobian", ("a", "y"), {da: 3, dz: 5}, examples),
    Task("softmax-dZ2", "dZ2_from", ("A2", "Y"), {dZ2: 5}, networks),
    Task("softmax-relu", "relu", ("Z1",), {A1: 3}, at_the_kink),
    Task("softmax-dZ1", "dZ1_from", ("dA1", "Z1"), {dZ1: 5}, at_the_kink),
    Task("softmax-forward", "forward", ("X", *PARAMETERS), {Z1: 2, A1: 2, Z2: 2, A2: 2}, sure_networks),
    Task("softmax-gradients", "gradients", ("X", "Y", *PARAMETERS), ALL, trained_networks),
    Task("softmax-descend", "descend", ("parameters", "gradients", "lr"), {W1: 1, b1: 1, W2: 1, b2: 1}, single_steps),
    Task("softmax-train", "train", ("parameters", "cost", "gradients", "lr", "steps"), {path: 5, costs: 2}, bowls),
    Task("softmax-dead", "dead", ("Z1",), {dead: 5}, sleepers),
    Task("softmax-kink", "crosses", ("below", "above"), {crosses: 5}, nudges),
    Task("softmax-wrong-step", "wrong_step", (), {wrong_step: 4}, nothing),
    Task(
        "softmax-mended", "mended", ("X", "Y", *PARAMETERS),
        {Z1: 0, A1: 0, Z2: 0, A2: 0, dZ2: 5, dW2: 0, db2: 0, dA1: 0, dZ1: 0, dW1: 0, db1: 0}, networks,
    ),
]  # fmt: skip
