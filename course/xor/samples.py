"""Submissions for the sample class that only this unit can have: answers by task, and the tasks that they lose."""

NUDGED = '''
def gradients(X, Y, W1, b1, W2, b2):
    """Every slope by nudging: the right numbers, at two forward passes an entry."""
    given = dict(X=X, W1=W1, b1=b1, W2=W2, b2=b2)

    def J(**nudged):
        v = {**given, **nudged}
        Z1 = nudged.get("Z1", v["X"] @ v["W1"] + v["b1"])
        A1 = nudged.get("A1", sigmoid(Z1))
        Z2 = nudged.get("Z2", A1 @ v["W2"] + v["b2"])
        return cost(sigmoid(Z2), Y)["J"]

    values = forward(X, W1, b1, W2, b2)
    at = {**given, **values}
    slopes = {}
    for name in ["Z2", "W2", "b2", "A1", "Z1", "W1", "b1"]:
        slopes["d" + name] = numerical_gradient(lambda x: J(**{name: x}), at[name])
    return {**values, **slopes}
'''

CALLS = '''
def gradients(X, Y, W1, b1, W2, b2):
    """The same recipe for both layers, by the functions written before."""
    values = forward(X, W1, b1, W2, b2)
    dZ2 = dZ2_from(values["A2"], Y)
    dA1 = dA1_from(dZ2, W2)
    dZ1 = dZ1_from(dA1, values["A1"])
    return {
        **values, "dZ2": dZ2, "dW2": dW2_from(values["A1"], dZ2), "db2": db2_from(dZ2),
        "dA1": dA1, "dZ1": dZ1, "dW1": dW2_from(X, dZ1), "db1": db2_from(dZ1),
    }
'''

SAMPLES = {
    "finite-differences": ({"xor-gradients": NUDGED}, ["xor-gradients"]),
    "own-functions-reused": ({"xor-gradients": CALLS}, []),
}
