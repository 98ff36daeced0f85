"""Submissions for the sample class that only this unit can have: answers by task, and the tasks that they lose."""

BY_NUMPY = '''
product = np.kron

def kron(A, B):
    """Numpy's own, by another name."""
    return product(A, B)
'''

ANOTHER_ORDER = '''
def proof():
    """From the chain rule to the lemma; as right as the lesson's own order."""
    return "F J B K D H E M N A G"
'''

OUT_OF_ORDER = '''
def proof():
    """M before what it rests on."""
    return "K D H M B F N J A E G"
'''

BY_VEC_THROUGHOUT = '''
def batch(W, X, dZ):
    """Every product by a Kronecker matrix."""
    m, (p, q) = X.shape[1], W.shape
    dw = np.kron(X, np.eye(p)) @ dZ.reshape(-1, 1, order="F")
    dX = np.kron(np.eye(m), W.T) @ dZ.reshape(-1, 1, order="F")
    return dict(dw=dw, dW=dw.reshape(p, q, order="F"), dX=dX.reshape(q, m, order="F"))
'''

SAMPLES = {
    "kron-by-numpy": ({"kronecker-kron": BY_NUMPY}, ["kronecker-kron"]),
    "proof-in-another-order": ({"kronecker-proof": ANOTHER_ORDER}, []),
    "proof-out-of-order": ({"kronecker-proof": OUT_OF_ORDER}, ["kronecker-proof"]),
    "batch-by-vec-throughout": ({"kronecker-batch": BY_VEC_THROUGHOUT}, []),
}
