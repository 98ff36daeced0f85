"""Steps that every network of this course shares: the linear layers on the way back, the step downhill, the loop.

They are derived once, in the unit that meets them first, and graded in every unit.
"""

import numpy as np

from grading import Problem, call, step

PARAMETERS = ("W1", "b1", "W2", "b2")

# ---------------------------------------------------------------- back through a linear layer


@step
def dW2(A1, dZ2): return A1.T @ dZ2

@dW2.mistake("""It lies transposed. A gradient has the shape of the thing: dW2 is (n1, n2) like W2. Entry [j, k] belongs to the
    wire from hidden unit j to output k; the examples are summed away.""")
def transposed(A1, dZ2): return dZ2.T @ A1

@dW2.mistake("""dW2 was divided by m once more. The 1/m is already inside dZ2; from there on the gradients are plain sums
    over the examples.""")
def divided_again(A1, dZ2): return A1.T @ dZ2 / len(A1)

@dW2.mistake("""dW2 was multiplied by m: the 1/m that dZ2 brought is undone. The weights and the bias share one cost, so they
    share its 1/m.""")
def mean_undone(A1, dZ2): return A1.T @ dZ2 * len(A1)

@dW2.mistake("""Only the first example has a say. Every example sends its part, activation times error signal, and the parts
    are added: that sum over rows is what `A1.T @` does.""")
def first_example_only(A1, dZ2): return A1[:1].T @ dZ2[:1]

@dW2.mistake("""You used Z1 where A1 belongs. What W2 multiplied in the forward pass was A1; a weight's gradient is the value
    at its tail times the error at its head.""")
def linear_part_at_the_tail(Z1, dZ2): return Z1.T @ dZ2

@dW2.mistake("""The unit's contribution is missing: every row of yours is the same. How wrong (dZ2) times how much it
    contributed (A1): a unit that barely fired gets hardly any blame.""")
def error_alone(A1, dZ2): return np.ones_like(A1).T @ dZ2

@dW2.mistake("""Activations were averaged before they met the errors. The mean of the products is not the product of the means:
    multiply example by example, then sum.""")
def product_of_sums(A1, dZ2): return A1.mean(axis=0)[:, None] * dZ2.sum(axis=0)

@dW2.mistake("""The derivative of the hidden sigmoid slipped in. W2 sits behind the hidden layer: from Z2 back to W2 no sigmoid
    is crossed.""")
def sigmoid_crossed(A1, dZ2): return (A1 * (1 - A1)).T @ dZ2

@dW2.also
def dW2_by_einsum(A1, dZ2): return np.einsum("ij,ik->jk", A1, dZ2)

@dW2.also
def dW2_by_loops(A1, dZ2): return sum(np.outer(a, d) for a, d in zip(A1, dZ2))


@step
def db2(dZ2): return dZ2.sum(axis=0, keepdims=True)

@db2.mistake("""The bias was averaged; it is to be summed. The 1/m is already in dZ2, and dividing twice makes the bias learn m
    times too slowly.""")
def averaged(dZ2): return dZ2.mean(axis=0, keepdims=True)

@db2.mistake("""The numbers are right and the shape is (n2,); the bias is a row, (1, n2). keepdims=True keeps it one.""")
def without_keepdims(dZ2): return dZ2.sum(axis=0)

@db2.mistake("""The sum ran along the outputs, so you have one number an example. The bias has one number an output: the index that
    must vanish is the example's, axis 0.""")
def wrong_axis(dZ2): return dZ2.sum(axis=1, keepdims=True)

@db2.mistake("""All outputs got the same number: you summed over everything. Each output has a bias of its own, so sum over the
    examples only.""")
def summed_over_all(dZ2): return np.full((1, dZ2.shape[1]), dZ2.sum())

@db2.mistake("""Only the first example moves your bias. It is shared by all of them, so all of them are summed.""")
def first_row(dZ2): return dZ2[:1]

@db2.mistake("""Yours is m times too large: as if the bias belonged to a sum and the weights to a mean. Both belong to the same
    J, whose 1/m is already in dZ2.""")
def bias_of_a_sum(dZ2): return dZ2.sum(axis=0, keepdims=True) * len(dZ2)

@db2.mistake("""You summed dW2. The bias does not see the activations: its own input is the constant 1, so its gradient is
    the sum of dZ2 itself.""")
def from_dW2(dW2): return dW2.sum(axis=0, keepdims=True)

@db2.mistake("""The bias stands still: its gradient is 0 in yours. It feeds Z2 with slope 1, so the whole of dZ2 reaches it.""")
def frozen(dZ2): return np.zeros((1, dZ2.shape[1]))

@db2.also
def db2_by_ones(dZ2): return np.ones((1, len(dZ2))) @ dZ2

@db2.also
def db2_by_loops(dZ2): return np.array([[sum(column) for column in dZ2.T]])


@step
def dA1(dZ2, W2): return dZ2 @ W2.T

@dA1.mistake("""The weights are missing: every hidden unit got the same blame. The error goes back through the wires it came
    by, each with its own weight: multiply by W2 transposed.""")
def weights_dropped(dZ2, W2): return dZ2.sum(axis=1, keepdims=True) * np.ones((1, len(W2)))

@dA1.mistake("""You went back through dW2 instead of W2. How strongly A1 acts on Z2 is set by the weight itself; dW2 says how the
    weight should change.""")
def through_dW2(dZ2, dW2): return dZ2 @ dW2.T

@dA1.mistake("""Only the first output sends its error back. A hidden unit feeds every output, so the paths are added: that
    sum over outputs is the matrix product.""")
def first_output_only(dZ2, W2): return dZ2[:, :1] @ W2[:, :1].T

@dA1.mistake("""The signs of the weights are gone. A unit that holds the output down, a negative weight, must be blamed with the
    opposite sign.""")
def weights_without_sign(dZ2, W2): return dZ2 @ np.abs(W2).T

@dA1.mistake("""Another 1/m slipped in. It is inside dZ2 already, and enters once; with this one the first layer learns m times
    too slowly.""")
def mean_again(dZ2, W2): return dZ2 @ W2.T / len(dZ2)

@dA1.mistake("""W2 was changed before it was used: this is the error sent back through updated weights. Compute all the
    gradients first, then take the step.""")
def through_updated_weights(dZ2, W2, dW2): return dZ2 @ (W2 - dW2).T

@dA1.also
def dA1_by_einsum(dZ2, W2): return np.einsum("ik,jk->ij", dZ2, W2)

@dA1.also
def dA1_by_outer(dZ2, W2): return sum(np.outer(d, w) for d, w in zip(dZ2.T, W2.T))


@step
def dW1(X, dZ1): return X.T @ dZ1

@dW1.mistake("""It lies transposed. dW1 has the shape of W1, (n0, n1): entry [i, j] belongs to the wire from input i to hidden
    unit j.""")
def inputs_transposed(X, dZ1): return dZ1.T @ X

@dW1.mistake("""dW1 was divided by m once more. The 1/m came in at dZ2 and has been carried all the way down.""")
def divided_once_more(X, dZ1): return X.T @ dZ1 / len(X)

@dW1.mistake("""dW1 lacks the 1/m that dW2 has: it is m times too large. Both layers belong to one cost, and a network may train all
    the same, which is why nobody notices. If 1/m enters once, in dZ2, it cannot be forgotten here.""")
def sum_for_mean(X, dZ1): return X.T @ dZ1 * len(X)

@dW1.mistake("""You used dA1. The weights end in Z1, before the activation, so it is the error at Z1 that reaches them.""")
def from_dA1(X, dA1): return X.T @ dA1

@dW1.mistake("""You used A1 where X belongs: yours is (n1, n1). What W1 multiplied in the forward pass was X. One recipe for
    every layer: the layer's own input, transposed, times the error at its output.""")
def own_output_for_input(A1, dZ1): return A1.T @ dZ1

@dW1.mistake("""Only the first example teaches your first layer. Every example sends its part and the parts are added.""")
def first_example_alone(X, dZ1): return X[:1].T @ dZ1[:1]

@dW1.also
def dW1_by_einsum(X, dZ1): return np.einsum("ij,ik->jk", X, dZ1)

@dW1.also
def dW1_by_loops(X, dZ1): return sum(np.outer(x, d) for x, d in zip(X, dZ1))


@step
def db1(dZ1): return dZ1.sum(axis=0, keepdims=True)

@db1.mistake("""b1 is averaged where it should be summed. The 1/m has come down with dZ1 already.""")
def hidden_averaged(dZ1): return dZ1.mean(axis=0, keepdims=True)

@db1.mistake("""The numbers are right and the shape is (n1,); the bias is a row, (1, n1). keepdims=True keeps it one.""")
def hidden_without_keepdims(dZ1): return dZ1.sum(axis=0)

@db1.mistake("""b1 stands still: its gradient is 0 in yours. The recipe for db2 holds here too: sum the layer's error signal over
    the examples.""")
def hidden_frozen(dZ1): return np.zeros((1, dZ1.shape[1]))

@db1.mistake("""You summed dA1. The bias is added before the activation, so it is the error at Z1 that reaches it.""")
def bias_from_dA1(dA1): return dA1.sum(axis=0, keepdims=True)

@db1.mistake("""All hidden units got the same number: you summed over everything. Sum over the examples only, axis 0.""")
def hidden_summed_over_all(dZ1): return np.full((1, dZ1.shape[1]), dZ1.sum())

@db1.mistake("""Only the first example moves your bias. It is shared by all examples, so all of them are summed.""")
def hidden_first_row(dZ1): return dZ1[:1]

@db1.also
def db1_by_ones(dZ1): return np.ones((1, len(dZ1))) @ dZ1


# ---------------------------------------------------------------- descent


@step
def W1(parameters, gradients, lr): return parameters["W1"] - lr * gradients["dW1"]

@W1.mistake("""You went uphill. The gradient points where the cost rises fastest; the step goes the other way: W1 - lr dW1.""")
def uphill(parameters, gradients, lr): return parameters["W1"] + lr * gradients["dW1"]

@W1.mistake("""The learning rate is missing: yours takes the whole gradient as its step, whatever lr is.""")
def rate_forgotten(parameters, gradients): return parameters["W1"] - gradients["dW1"]

@W1.mistake("""This is the step alone. The new weights are the old ones plus the step.""")
def step_alone(gradients, lr): return -lr * gradients["dW1"]


@step
def b1(parameters, gradients, lr): return parameters["b1"] - lr * gradients["db1"]

@b1.mistake("""b1 did not move. A bias is a parameter like any other and takes the same step.""")
def b1_forgotten(parameters): return parameters["b1"]

@b1.mistake("""b1 went uphill: the step is minus lr times the gradient, for biases too.""")
def b1_uphill(parameters, gradients, lr): return parameters["b1"] + lr * gradients["db1"]


@step
def W2(parameters, gradients, lr): return parameters["W2"] - lr * gradients["dW2"]

@W2.mistake("""W2 went uphill. The gradient points where the cost rises fastest; the step goes the other way.""")
def W2_uphill(parameters, gradients, lr): return parameters["W2"] + lr * gradients["dW2"]

@W2.mistake("""The learning rate is missing in W2: yours takes the whole gradient as its step.""")
def W2_rate_forgotten(parameters, gradients): return parameters["W2"] - gradients["dW2"]


@step
def b2(parameters, gradients, lr): return parameters["b2"] - lr * gradients["db2"]

@b2.mistake("""b2 did not move. A bias is a parameter like any other and takes the same step.""")
def b2_forgotten(parameters): return parameters["b2"]

@b2.mistake("""b2 went uphill: the step is minus lr times the gradient, for biases too.""")
def b2_uphill(parameters, gradients, lr): return parameters["b2"] + lr * gradients["db2"]


@step
def path(parameters, gradients, lr, steps):
    found = [parameters]
    for _ in range(steps):
        here = found[-1]
        slope = gradients(here)
        found.append({name: here[name] - lr * slope["d" + name] for name in here})
    return found

@path.mistake("""The gradient was computed once, before the loop. It is the slope at one place; after a step you stand elsewhere
    and must ask again.""")
def slope_asked_once(parameters, gradients, lr, steps):
    slope = gradients(parameters)
    return [{name: parameters[name] - k * lr * slope["d" + name] for name in parameters} for k in range(steps + 1)]

@path.mistake("""Your path climbs: each step adds the gradient. Downhill is minus.""")
def climbing(parameters, gradients, lr, steps):
    found = [parameters]
    for _ in range(steps):
        found.append({name: found[-1][name] + lr * gradients(found[-1])["d" + name] for name in parameters})
    return found

@path.mistake("""The starting point is missing: steps + 1 places lie on a path of so many steps, and the first one is where you
    began.""")
def start_left_out(parameters, gradients, lr, steps):
    found = [parameters]
    for _ in range(steps):
        found.append({name: found[-1][name] - lr * gradients(found[-1])["d" + name] for name in parameters})
    return found[1:]

@path.mistake("""One step is missing at the end. Count with steps = 1: there are two places, the start and where the one step
    leads.""")
def last_step_missing(parameters, gradients, lr, steps):
    found = [parameters]
    for _ in range(steps - 1):
        found.append({name: found[-1][name] - lr * gradients(found[-1])["d" + name] for name in parameters})
    return found

@path.mistake("""Every entry of your path is the same place, the last one: the list holds one dict many times, and each step changed
    it. Make a new dict at each step.""")
def one_dict_many_times(parameters, gradients, lr, steps):
    here = {name: value.copy() for name, value in parameters.items()}
    for _ in range(steps):
        slope = gradients(here)
        for name in here:
            here[name] = here[name] - lr * slope["d" + name]
    return [here] * (steps + 1)

@path.mistake("""Every step starts again from the beginning, so that you never get further than one step. Start from where the last
    step led.""")
def back_to_the_start(parameters, gradients, lr, steps):
    slope = gradients(parameters)
    return [parameters] + [{name: parameters[name] - lr * slope["d" + name] for name in parameters}] * steps

@path.also
def path_by_recursion(parameters, gradients, lr, steps):
    if steps == 0:
        return [parameters]
    slope = gradients(parameters)
    there = {name: np.add(value, np.multiply(-lr, slope["d" + name])) for name, value in parameters.items()}
    rest, stack = [there], steps - 1
    while stack:
        slope, stack = gradients(rest[-1]), stack - 1
        rest.append({name: value - slope["d" + name] * lr for name, value in rest[-1].items()})
    return [parameters, *rest]


@step
def costs(path, cost): return [cost(place) for place in path]

@costs.mistake("""The cost at the last place is missing. There is one cost for each place on the path, the end included: how else
    would you see what the last step gained?""")
def last_cost_missing(path, cost): return [cost(place) for place in path[:-1]]

@costs.mistake("""The cost at the start is missing. There is one cost for each place on the path, and the start is the one the others
    are compared with.""")
def first_cost_missing(path, cost): return [cost(place) for place in path[1:]]

@costs.mistake("""Every entry is the same cost. Ask for the cost at each place of the path, not at one of them many times.""")
def one_cost_many_times(path, cost): return [cost(path[-1])] * len(path)


# ---------------------------------------------------------------- problems


def completed(known, steps):
    """The inputs and parameters of a network, and with them all that these steps compute from them."""
    known = dict(known)
    for each in steps:
        known[each.name] = call(each.right, known)
    return known


def nothing(rng):
    """A question without inputs."""
    yield Problem({})


def bowls(rng):
    """Made-up costs with made-up slopes, so that the loop is judged by itself."""

    def cost(p): return float(sum(((w - 1) ** 2).sum() / 2 + (w**4).sum() / 40 for w in p.values()))

    def gradients(p): return {"d" + name: (w - 1) + w**3 / 10 for name, w in p.items()}

    for (n0, n1, n2), steps in [((3, 5, 2), 7), ((2, 3, 1), 1), ((2, 3, 5), 4)]:
        shapes = dict(W1=(n0, n1), b1=(1, n1), W2=(n1, n2), b2=(1, n2))
        parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        slopes = {"d" + name: rng.normal(size=value.shape) for name, value in parameters.items()}
        lr = float(rng.uniform(0.05, 0.15))
        inputs = dict(parameters=parameters, slopes=slopes, cost=cost, gradients=gradients, lr=lr, steps=steps)
        yield Problem(inputs, dict(m=0, n0=n0, n1=n1, n2=n2), f"steps = {steps}", twice=True)


def single_steps(rng):
    """Parameters and gradients as they might be, for one step of descent."""
    for problem in bowls(rng):
        inputs = {**problem.inputs, "gradients": problem.inputs["slopes"]}
        yield Problem(inputs, problem.sizes, "", twice=True)
