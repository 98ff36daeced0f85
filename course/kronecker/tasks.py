"""What is graded in this unit: the problems dealt, the right steps, and the mistakes we know, with their hints.

Columns: W (p, q) maps x (q, 1) to z = W x + b (p, 1), w = vec(W) is (pq, 1), a batch X is (q, m). Denominator layout:
entry (i, j) of dz_dw is dz_j/dw_i. The numbered lines that the hints name are those of the proof in the lesson.
"""

import numpy as np

from course.recipe import completed, nothing
from grading import Problem, Task, step

# ---------------------------------------------------------------- vec, and back


@step
def vec(A): return A.reshape(-1, 1, order="F")

@vec.mistake("""You stacked the rows; vec stacks the columns (line 1). NumPy reads row by row unless it is told order="F".
    Entry 1 of vec(A) is A[1, 0], one step down, not A[0, 1].""")
def rows_stacked(A): return A.reshape(-1, 1)

@vec.mistake("""The numbers stand in the right order, but lie flat, (pq,). In line 1 vec(A) is a column, (pq, 1): give it its
    second axis, reshape(-1, 1, …).""")
def left_flat(A): return A.ravel(order="F")

@vec.mistake("""The order is right, and it is a row, (1, pq). Line 1 makes a column of it, so that a matrix can stand on its
    left.""")
def laid_down(A): return A.reshape(1, -1, order="F")

@vec.mistake("""Only the first column is there. Line 1 stacks all of them: the second below the first, and so on, p q entries in
    all.""")
def first_column_only(A): return A[:, :1]

@vec.mistake("""Your columns are stacked from the last to the first. Line 1 begins with column 0: entry j p + i is A[i, j].""")
def last_column_first(A): return A[:, ::-1].reshape(-1, 1, order="F")

@vec.also
def vec_by_transpose(A): return A.T.reshape(-1, 1)

@vec.also
def vec_by_loops(A): return [[A[i, j]] for j in range(A.shape[1]) for i in range(A.shape[0])]


@step
def devec(v, p, q): return v.reshape(p, q, order="F")

@devec.mistake("""You filled the matrix row by row. Line 1 goes down the columns: the first p entries of v are column 0. Try
    devec(vec(A)): A should come back.""")
def rows_filled(v, p, q): return v.reshape(p, q)

@devec.mistake("""It is (q, p), filled by columns: p and q have changed places. Line 1 cuts v into q pieces of p entries, and each
    piece is a column.""")
def sizes_swapped(v, p, q): return v.reshape(q, p, order="F")

@devec.mistake("""You have the pieces of p entries, but as rows: yours is the transpose. In line 1 each piece is a column of the (p, q)
    matrix.""")
def pieces_as_rows(v, p, q): return v.reshape(q, p)

@devec.also
def devec_by_pieces(v, p, q): return np.hstack([v[j * p : (j + 1) * p].reshape(p, 1) for j in range(q)])

@devec.also
def devec_by_transpose(v, p, q): return v.reshape(q, p).T


@step
def place(i, j, p, q): return j * p + i

@place.mistake("""This is the place in the stack of rows, NumPy's own order. vec stacks columns (line 1): j whole columns of p entries
    stand above, and then i more.""")
def place_by_rows(i, j, p, q): return i * q + j

@place.mistake("""A column has p entries, not q. In line 1 the j columns before this one hold j p entries.""")
def columns_of_q(i, j, p, q): return j * q + i

@place.mistake("""i and j have changed roles: j counts columns, and each column before takes p places; i goes down within the column
    (line 1).""")
def roles_changed(i, j, p, q): return i * p + j

@place.mistake("""You counted from 1. Here, as in NumPy, W[0, 0] is entry 0 of vec(W): line 1 has j p + i and no 1 in it.""")
def counted_from_one(i, j, p, q): return j * p + i + 1

@place.mistake("""(j - 1) p + i is the formula of books that count from 1. From 0, j columns stand before column j, not j - 1
    (line 1).""")
def formula_of_ones(i, j, p, q): return (j - 1) * p + i

@place.also
def place_by_numbering(i, j, p, q): return int(np.arange(p * q).reshape(p, q, order="F")[i, j])


@step
def entry(k, p, q): return np.array([k % p, k // p])

@entry.mistake("""This undoes a stack of rows. In line 1 the columns are stacked, p entries each: k // p columns are full, and the rest
    says how far down.""")
def entry_by_rows(k, p, q): return np.array([k // q, k % q])

@entry.mistake("""You gave (column, row). Row first: in line 1 the rest k % p is i, the number of full columns k // p is j.""")
def column_before_row(k, p, q): return np.array([k // p, k % p])

@entry.mistake("""A column of W has p entries, not q, so it is p that divides k (line 1).""")
def divided_by_q(k, p, q): return np.array([k % q, k // q])

@entry.mistake("""You counted from 1. Entry 0 of vec(W) is W[0, 0]: line 1 has no 1 in it.""")
def entry_from_one(k, p, q): return np.array([k % p + 1, k // p + 1])

@entry.also
def entry_by_divmod(k, p, q): return list(divmod(k, p))[::-1]


# ---------------------------------------------------------------- the Kronecker product


@step
def kron(A, B): return (A[:, None, :, None] * B[None, :, None, :]).reshape(len(A) * len(B), -1)

@kron.mistake("""The factors have changed places: yours is B ⊗ A. In line 2 A gives the pattern and B the blocks: block (i, j) is
    A[i, j] times the whole of B.""")
def factors_swapped(A, B): return (B[:, None, :, None] * A[None, :, None, :]).reshape(len(A) * len(B), -1)

@kron.mistake("""This is the outer product of the two lists of entries: all the right products, in the wrong places. Line 2 lays
    them out as blocks, with B's rows inside a block's rows.""")
def outer_of_entries(A, B): return np.outer(A.ravel(), B.ravel())

@kron.mistake("""Each block holds B transposed. Line 2 multiplies B as it stands by A[i, j]; only (A ⊗ B)ᵀ has transposed blocks.""")
def blocks_transposed(A, B): return np.einsum("ij,lk->ikjl", A, B).reshape(len(A) * B.shape[1], -1)

@kron.mistake("""The pattern is A transposed: block (i, j) of yours is A[j, i] B. In line 2 it is A[i, j] B; Aᵀ ⊗ B is another
    matrix.""")
def pattern_transposed(A, B): return np.einsum("ji,kl->ikjl", A, B).reshape(A.shape[1] * len(B), -1)

@kron.mistake("""Only the blocks on the diagonal are there: you treated the product as a diagonal matrix of blocks. Line 2 has a
    block for every entry of A.""")
def diagonal_blocks_only(A, B): return (A[:, None, :, None] * np.eye(*A.shape)[:, None, :, None] * B[None, :, None, :]).reshape(len(A) * len(B), -1)

@kron.mistake("""You added A[i, j] to the block; line 2 multiplies: a zero in A gives a block of zeros.""")
def added_for_multiplied(A, B): return (A[:, None, :, None] + B[None, :, None, :]).reshape(len(A) * len(B), -1)

@kron.mistake("""The blocks are there, but not laid side by side: the numbers were reshaped in the order i, j, k, l. Row i r + k of line 2
    runs through j and l: bring the axes into the order i, k, j, l before the reshape.""")
def axes_not_interleaved(A, B): return (A[:, :, None, None] * B).reshape(len(A) * len(B), -1)

@kron.also
def kron_by_blocks(A, B): return np.block([[a * B for a in row] for row in A])

@kron.also
def kron_by_loops(A, B): return [[a * b for a in row for b in line] for row in A for line in B]

@kron.also
def kron_by_einsum(A, B): return np.einsum("ij,kl->ikjl", A, B).reshape(A.shape[0] * B.shape[0], A.shape[1] * B.shape[1])


@step
def row(i, j, A, C): return j * len(A) + i

@row.mistake("""The row of Cᵀ ⊗ A is the place of (ABC)[i, j] in vec(ABC), a stack of columns (line 1); yours is its place in a
    stack of rows.""")
def row_by_rows(i, j, A, C): return i * C.shape[1] + j

@row.mistake("""A column of ABC has as many entries as A has rows. You counted with A's columns, and those are B's
    rows: vec(ABC) has len(A) entries for each column (line 5).""")
def columns_as_long_as_b(i, j, A, C): return j * A.shape[1] + i

@row.mistake("""i and j have changed roles: by line 1, j whole columns stand above, and i goes down within the column.""")
def row_roles_changed(i, j, A, C): return i * len(A) + j


@step
def column(k, l, A, C): return l * A.shape[1] + k

@column.mistake("""The column of Cᵀ ⊗ A is the place of B[k, l] in vec(B), a stack of columns (line 1); yours is its place in a stack of
    rows.""")
def column_by_rows(k, l, A, C): return k * len(C) + l

@column.mistake("""A column of B has as many entries as A has columns, for A B must be possible. You counted with A's rows (line 4: vec(B)
    stands to the right of blocks as wide as A).""")
def columns_as_long_as_a(k, l, A, C): return l * len(A) + k

@column.mistake("""k and l have changed roles: by line 1, l whole columns of B stand above, and k goes down within the column.""")
def column_roles_changed(k, l, A, C): return k * A.shape[1] + l


@step
def factor(i, j, k, l, A, C): return A[i, k] * C[l, j]

@factor.mistake("""C was taken without its transpose. Block (j, l) of Cᵀ ⊗ A is Cᵀ[j, l] A = C[l, j] A (lines 3 and 5): B's column l goes
    into column j with the weight C[l, j].""")
def c_not_turned(i, j, k, l, A, C): return A[i, k] * C[j, l]

@factor.mistake("""A was transposed. In line 3 A stands as it is: its row i meets column l of B, so the number is A[i, k].""")
def a_turned(i, j, k, l, A, C): return A[k, i] * C[l, j]

@factor.mistake("""A is missing. Block (j, l) of Cᵀ ⊗ A is C[l, j] times A (line 2), and the entry within the block is A[i, k].""")
def c_alone(l, j, C): return C[l, j]

@factor.mistake("""C is missing: yours is the entry of A alone. The block is scaled by C[l, j] (line 2).""")
def a_alone(i, k, A): return A[i, k]

@factor.mistake("""The two were added. A Kronecker product multiplies: C[l, j] times A[i, k] (line 2).""")
def added(i, j, k, l, A, C): return A[i, k] + C[l, j]

@factor.also
def factor_from_the_matrix(i, j, k, l, A, C): return np.kron(C.T, A)[j * len(A) + i, l * A.shape[1] + k]


# ---------------------------------------------------------------- one layer


@step
def w(W): return W.reshape(-1, 1, order="F")

@w.mistake("""w is W.ravel() with a second axis, the rows of W one below the other, and vec stacks columns (line 1). With xᵀ ⊗ I in
    front of it the weights meet the wrong inputs, and no shape complains.""")
def ravel_for_vec(W): return W.reshape(-1, 1)

@w.mistake("""The columns of W were stacked from the last to the first; line 1 begins with column 0.""")
def w_from_the_last(W): return W[:, ::-1].reshape(-1, 1, order="F")


@step
def P(W, x): return np.kron(x.T, np.eye(len(W)))

@P.mistake("""You wrote I ⊗ xᵀ, which goes with rows stacked. Here w = vec(W) has its columns stacked, and line 7 needs xᵀ ⊗ I: q blocks
    side by side, each x[j] times the identity. Both are (p, pq), so no shape complains.""")
def factors_of_p_swapped(W, x): return np.kron(np.eye(len(W)), x.T)

@P.mistake("""x is missing: yours is the identity q times over. Line 7 has x[j] in front of block j; that is where the inputs come
    in.""")
def identity_repeated(W, x): return np.kron(np.ones_like(x.T), np.eye(len(W)))

@P.mistake("""The blocks are full of x[j]; line 7 has x[j] times the identity, so that W[i, j] reaches z[i] and no other.""")
def ones_for_the_identity(W, x): return np.kron(x.T, np.ones((len(W), len(W))))

@P.mistake("""W got into P. In line 7 all weights are in w, and P is made of the inputs alone: xᵀ ⊗ I.""")
def weights_in_both(W, x): return np.kron(x.T, np.eye(len(W))) * W.sum(axis=1, keepdims=True)

@P.also
def P_by_blocks(W, x): return np.hstack([each * np.eye(len(W)) for each in x.ravel()])


@step
def z(P, w, b): return P @ w + b

@z.mistake("""b is missing. Line 7 reads (xᵀ ⊗ I) w + b: with x = 0, z should be b.""")
def bias_left_out(P, w): return P @ w

@z.mistake("""The bias has the wrong sign: line 7 adds b.""")
def bias_taken_away(P, w, b): return P @ w - b

@z.mistake("""z is flat, (p,). It is a column, (p, 1), like b (line 6).""")
def z_flat(P, w, b): return (P @ w + b).ravel()

@z.also
def z_by_product(W, x, b): return W @ x + b


@step
def dz_dw(W, x): return np.kron(x, np.eye(len(W)))

@dz_dw.mistake("""This is xᵀ ⊗ I, of shape (p, pq), and it lacks its transpose (line 9). In our layout (line 8) row i belongs to
    w[i] and column j to z[j]: pq rows and p columns.""")
def not_transposed(W, x): return np.kron(x.T, np.eye(len(W)))

@dz_dw.mistake("""You wrote I ⊗ x. That belongs to weights stacked row by row; for w = vec(W) the transpose of xᵀ ⊗ I is x ⊗ I
    (line 9: each factor is transposed, and they keep their places).""")
def factors_of_it_swapped(W, x): return np.kron(np.eye(len(W)), x)

@dz_dw.mistake("""This is a square matrix, x[j] along its diagonal. ⊗ is no diagonal: x ⊗ I is a column of q blocks, x[j] I each, (pq, p)
    (lines 2 and 9).""")
def diagonal_for_kronecker(W, x): return np.diag(np.repeat(x.ravel(), len(W)))

@dz_dw.mistake("""x is missing: yours is the identity q times over. W[i, j] moves z[i] by x[j] (line 9): block j is x[j] I.""")
def slopes_of_one(W, x): return np.kron(np.ones_like(x), np.eye(len(W)))

@dz_dw.mistake("""The blocks are full. W[i, j] touches z[i] alone, so each block is x[j] times the identity (line 9).""")
def blocks_full(W, x): return np.kron(x, np.ones((len(W), len(W))))

@dz_dw.mistake("""You gave w itself, not the slope along it. z is linear in w, so its slope is the matrix in front of w, turned by the
    layout (lines 7 to 9).""")
def weights_for_slopes(W, x): return np.kron(W.reshape(-1, 1, order="F"), np.ones((1, len(W))))

@dz_dw.also
def dz_dw_by_blocks(W, x): return np.vstack([each * np.eye(len(W)) for each in x.ravel()])

@dz_dw.also
def dz_dw_by_nudging(W, x):
    def nudged(i, j):
        other = W.copy()
        other[i, j] += 1
        return ((other - W) @ x).ravel()

    return np.array([nudged(i, j) for j in range(W.shape[1]) for i in range(len(W))])


@step
def dz_db(W): return np.eye(len(W))

@dz_db.mistake("""This says that b[0] moves every z. b[i] is added to z[i] and to no other (line 14): 1 on the diagonal, 0 elsewhere.""")
def every_bias_everywhere(W): return np.ones((len(W), len(W)))

@dz_db.mistake("""You gave a column of ones. z has p entries and b has p, so there are p times p slopes (line 8); most of them are 0
    (line 14).""")
def column_of_ones(W): return np.ones((len(W), 1))

@dz_db.mistake("""The slopes are all 0 in yours. b is added to z, so z[i] rises by as much as b[i] does (line 14).""")
def bias_without_effect(W): return np.zeros((len(W), len(W)))


@step
def dz_dx(W): return W.T

@dz_dx.mistake("""This is W, of shape (p, q): entry (i, j) is the slope of z[i] along x[j], the other layout. Ours (line 8) has a row
    for each x and a column for each z, hence Wᵀ (line 14).""")
def other_layout(W): return W

@dz_dx.mistake("""The signs of the weights are gone. x[j] moves z[i] by W[i, j], sign and all (line 14).""")
def weights_unsigned(W): return np.abs(W.T)

@dz_dx.mistake("""You multiplied by x. The slope of W x along x does not contain x: entry (j, i) is W[i, j] (line 14).""")
def times_the_input(W, x): return W.T * x

@dz_dx.mistake("""This is an inverse of W. Going back along a slope is not undoing the map: the slope of z[i] along x[j] is W[i, j]
    itself (line 14).""")
def inverse_for_slope(W): return np.linalg.pinv(W)


# ---------------------------------------------------------------- the last layer


@step
def a(z): return 1 / (1 + np.exp(-z))


@step
def da(a, y): return a - y

@da.mistake("""The sign is turned. J = ½ ‖a - y‖² rises when an answer that is too large grows: a - y.""")
def da_turned(a, y): return y - a

@da.mistake("""Yours is twice the slope. The ½ in J is there to cancel the 2 of the square.""")
def half_forgotten(a, y): return 2 * (a - y)

@da.mistake("""You gave the terms of the cost, ½ (a - y)², and not their slopes.""")
def cost_for_slope(a, y): return (a - y) ** 2 / 2

@da.mistake("""You divided by the number of outputs. J = ½ ‖a - y‖² is a sum over the outputs of this one example; there is no mean in
    it.""")
def mean_over_outputs(a, y): return (a - y) / len(y)


@step
def da_dz(a): return np.diag((a * (1 - a)).ravel())

@da_dz.mistake("""You gave a column, (p, 1). The slope of p numbers along p numbers is a (p, p) matrix (line 8), here with zeros off
    the diagonal. As a column it may only be multiplied entry by entry.""")
def column_for_diagonal(a): return a * (1 - a)

@da_dz.mistake("""Every row is full: the column was spread over a (p, p) matrix. z[i] moves a[i] alone, so everything off the diagonal
    is 0 (line 8 says where entry (i, j) stands).""")
def column_spread(a): return (a * (1 - a)) @ np.ones((1, len(a)))

@da_dz.mistake("""The sigmoid was applied a second time. Its slope is a (1 - a) with a = σ(z) as it is.""")
def slope_at_a(a): return np.diag((np.exp(-a) / (1 + np.exp(-a)) ** 2).ravel())

@da_dz.mistake("""This is softmax's Jacobian, diag(a) - a aᵀ, where every z moves every a. The sigmoid works entry by entry, so nothing
    stands off the diagonal.""")
def softmax_for_sigmoid(a): return np.diag(a.ravel()) - a @ a.T

@da_dz.mistake("""a itself is on the diagonal. The slope of the sigmoid is a (1 - a): at z = 0 it is 0.25.""")
def values_on_the_diagonal(a): return np.diag(a.ravel())

@da_dz.also
def da_dz_by_eye(a): return np.eye(len(a)) * (a * (1 - a))


@step
def dz(a, da): return a * (1 - a) * da

@dz.mistake("""The sigmoid was walked past: this is still the slope along a. By the chain rule (line 10, with z in the place of w and
    a in the place of z) the slope along z has the factor a (1 - a) as well.""")
def sigmoid_walked_past(da): return 1.0 * da

@dz.mistake("""A flat array met a column, and NumPy made a (p, p) matrix of them. dz is a column, (p, 1): keep both factors columns, or
    write the diagonal matrix times da.""")
def broadcast_to_a_matrix(a, da): return (a * (1 - a)).ravel() * da

@dz.mistake("""What came from above is missing: yours is the sigmoid's slope alone. Line 10 multiplies the local slope by da.""")
def local_slope_alone(a): return a * (1 - a)

@dz.mistake("""The local factor is a where it should be a (1 - a): the slope of the sigmoid, not its value.""")
def value_for_slope(a, da): return a * da

@dz.also
def dz_by_matrix(a, da): return np.diag((a * (1 - a)).ravel()) @ da


# ---------------------------------------------------------------- the gradient by two routes


@step
def dw(x, dz): return np.kron(x, np.eye(len(dz))) @ dz

@dw.mistake("""You used I ⊗ x, and dw came out in the order of rows stacked. Line 11 has x ⊗ I: block j of dw is x[j] times the
    whole of dz.""")
def order_of_rows(x, dz): return np.kron(np.eye(len(dz)), x) @ dz

@dw.mistake("""x is missing: every block of dw is dz itself. In line 11 block j is x[j] times dz.""")
def inputs_left_out(x, dz): return np.kron(np.ones_like(x), np.eye(len(dz))) @ dz

@dw.mistake("""dz is missing: every block of dw is x[j], p times over. Line 11 multiplies x ⊗ I by dz.""")
def error_left_out(x, dz): return np.kron(x, np.eye(len(dz))) @ np.ones_like(dz)

@dw.mistake("""The numbers are right, and lie flat, (pq,). dw is a column like w, (pq, 1) (line 11).""")
def dw_flat(x, dz): return (np.kron(x, np.eye(len(dz))) @ dz).ravel()

@dw.also
def dw_by_kron(x, dz): return np.kron(x, dz)

@dw.also
def dw_by_stacking(x, dz): return np.vstack([each * dz for each in x.ravel()])


@step
def dW_devec(x, dz, dw): return dw.reshape(len(dz), len(x), order="F")

@dW_devec.mistake("""dw was cut row by row, but it should hold the columns of dW: ravel and vec were mixed. Line 13 undoes line 1. Try vec
    on your dW: is it your dw?""")
def cut_by_rows(x, dz, dw): return dw.reshape(len(dz), len(x))

@dW_devec.mistake("""It lies transposed, (q, p). dW has the shape of W, (p, q): by line 13 each piece of p entries is a column.""")
def dW_lies_transposed(x, dz, dw): return dw.reshape(len(x), len(dz))

@dW_devec.mistake("""dw is still a column. devec (line 13) cuts it into q pieces of p entries and sets them side by side.""")
def never_cut(dw): return 1.0 * dw

@dW_devec.also
def dW_by_pieces(x, dz, dw): return dw.reshape(len(x), len(dz)).T


@step
def dW(x, dz): return dz @ x.T

@dW.mistake("""This is x dzᵀ, of shape (q, p). Line 13 gives dz xᵀ: W[i, j] leads from x[j] to z[i], so its slope is dz[i] x[j], in
    row i and column j.""")
def outer_turned(x, dz): return x @ dz.T

@dW.mistake("""The error is missing: every row of yours is x. In line 13 row i is dz[i] times x.""")
def rows_all_equal(x, dz): return np.ones_like(dz) @ x.T

@dW.mistake("""The input is missing: every column of yours is dz. In line 13 column j is x[j] times dz.""")
def columns_all_equal(x, dz): return dz @ np.ones_like(x).T

@dW.mistake("""You multiplied with W as well. z is linear in W, so W itself is not in the slope along it: dz xᵀ (line 13).""")
def times_the_weights(W, x, dz): return W * (dz @ x.T)

@dW.also
def dW_by_outer(x, dz): return np.outer(dz, x)

@dW.also
def dW_entry_by_entry(x, dz): return [[d * e for e in x.ravel()] for d in dz.ravel()]


@step
def db(dz): return 1.0 * dz

@db.mistake("""All entries were added up. Each b[i] feeds its own z[i] with slope 1 (line 14): db is dz, entry by entry.""")
def added_up(dz): return np.full_like(dz, dz.sum())

@db.mistake("""The bias stands still in yours. It feeds z with slope 1, so all of dz reaches it (line 14).""")
def standing_still(dz): return np.zeros_like(dz)

@db.mistake("""You multiplied by x. What stands in front of b is 1, not an input (line 14).""")
def bias_times_input(x, dz): return dz * x.sum()

@db.mistake("""db lies flat, (p,). b is a column, and so is its gradient: (p, 1) (line 14).""")
def db_flat(dz): return dz.ravel()


@step
def dx(W, dz): return W.T @ dz

@dx.mistake("""You went back through dW instead of W. How strongly x acts on z is set by the weights themselves: Wᵀ dz (line 14).""")
def back_through_dW(dz, dW): return dW.T @ dz

@dx.mistake("""The weights are missing: every input got the same blame. x[j] reaches z[i] with weight W[i, j] (line 14).""")
def dx_without_weights(W, dz): return np.ones_like(W).T @ dz

@dx.mistake("""The numbers are right, and it is a row, (1, q): dzᵀ W. In our layout a gradient is a column like x: Wᵀ dz (line 14).""")
def a_row(W, dz): return dz.T @ W

@dx.mistake("""This undoes the layer: an inverse of W times dz. Blame goes back along the slopes, and those are the weights: Wᵀ dz
    (line 14).""")
def undone(W, dz): return np.linalg.pinv(W) @ dz

@dx.mistake("""x slipped in. The slope of W x along x is W, whatever x is: Wᵀ dz (line 14).""")
def dx_times_x(W, x, dz): return W.T @ dz * x

@dx.also
def dx_by_sum(W, dz): return sum(d * each for d, each in zip(dz.ravel(), W)).reshape(-1, 1)


# ---------------------------------------------------------------- the proof, put in order

LINES = {"K": 3, "D": 4, "H": 5, "B": 6, "M": 7, "F": 8, "N": 9, "J": 10, "A": 11, "E": 12, "G": 13}
"""Which line of the lesson's proof each letter stands for."""

RESTS_ON = {"D": "K", "H": "D", "M": "HB", "N": "MF", "J": "F", "A": "NJ", "E": "H", "G": "AE"}
"""The lines from which each follows; the others start the proof: definitions and what is plain."""

FALSE = {
    "C": """C is false: xᵀ ⊗ I has the shape (p, pq). In the layout of F a derivative along w has pq rows, so line 9 needs the
        transpose.""",
    "L": """L is false: x dzᵀ is (q, p), and its vec has dz[i] x[j] in other places. Line 12 has the lemma with A = I, B = dz and
        C = xᵀ.""",
}
"""The two lines that must stay out, and why."""


@step
def proof(): return "K D H B M F N J A E G"

@proof.judged
def order_of_proof(got):
    """Why these lines in this order are no proof, or "": each once, none that is false, each after those it rests on."""
    letters = [each for each in str(got).upper() if each.isalpha()] if isinstance(got, str) else []
    if not letters or set(letters) - set(LINES) - set(FALSE):
        return 'Give the letters of the lines as one text, in your order: "K D …". Only the letters of the list can stand in it.'
    if wrong := [FALSE[each] for each in letters if each in FALSE]:
        return " ".join(wrong[0].split())
    if twice := [each for each in letters if letters.count(each) > 1]:
        return f"{twice[0]} is in it twice. Each line is needed once: what is shown stays shown."
    for here, each in enumerate(letters):
        if missing := [need for need in RESTS_ON.get(each, "") if need not in letters[:here]]:
            when = "comes only later" if missing[0] in letters else "is not in it"
            return f"{each} (line {LINES[each]}) follows from {' and '.join(RESTS_ON[each])}, and {missing[0]} {when}."
    if left := [each for each in LINES if each not in letters]:
        return f"{left[0]} (line {LINES[left[0]]}) is left out. What you have does hold, but the goal is not reached from it alone."
    return ""

@proof.mistake(FALSE["C"])
def transpose_forgotten(): return "K D H B M F C J A E G"

@proof.mistake(FALSE["L"])
def outer_product_turned(): return "K D H B M F N J A L G"

@proof.mistake("""Your proof runs from the goal to the beginning. That is a good way to find one; written down, each line rests on lines
    above it, so the goal, line 13, comes last.""")
def from_the_goal(): return "G E A J N F M B H D K"

@proof.mistake("""M (line 7) uses the lemma, and the lemma H is proved only after it. First K, D, H; then what rests on them.""")
def lemma_after_use(): return "B M K D H F N J A E G"

@proof.mistake("""N (line 9) transposes because of the layout, and the layout F is chosen only after it. Without F nobody knows whether
    a row belongs to w or to z.""")
def layout_after_use(): return "K D H B M N F J A E G"

@proof.mistake("""J (line 10) multiplies by ∂z/∂w on the left. That this is the right side follows from the layout F (line 8), which
    comes only later.""")
def chain_before_layout(): return "K D H B M J F N A E G"

@proof.also
def proof_from_the_chain(): return "FJBKDHEMNAG"

@proof.also
def proof_with_commas(): return "b, f, k, d, h, m, e, n, j, a, g"


# ---------------------------------------------------------------- two layers of columns


@step
def z1(x, W1, b1): return W1 @ x + b1

@step
def a1(z1): return 1 / (1 + np.exp(-z1))

@step
def z2(a1, W2, b2): return W2 @ a1 + b2

@step
def a2(z2): return 1 / (1 + np.exp(-z2))

@step
def da2(a2, y): return a2 - y

@da2.mistake("""The sign is turned already here: J = ½ ‖a2 - y‖² rises when an a2 that is too large grows, so its slope is a2 - y.""")
def da2_turned(a2, y): return y - a2

@da2.mistake("""Yours is twice the slope: the ½ in J cancels the 2 of the square.""")
def da2_twice(a2, y): return 2 * (a2 - y)


@step
def dz2(a2, da2): return a2 * (1 - a2) * da2

@dz2.mistake("""The output's sigmoid was walked past: this is the slope along a2. One more factor, a2 (1 - a2), leads to z2 (line 10).""")
def output_slope_missing(da2): return 1.0 * da2

@dz2.mistake("""Every sign is turned: a2 too large must give a positive slope.""")
def dz2_turned(a2, da2): return -a2 * (1 - a2) * da2


@step
def dW2(a1, dz2): return dz2 @ a1.T

@dW2.mistake("""It lies transposed, (n1, n2). Among columns W2 is (n2, n1): outputs by inputs, and line 13 gives dz2 a1ᵀ.""")
def dW2_turned(a1, dz2): return a1 @ dz2.T

@dW2.mistake("""You used z1. What W2 multiplied was a1, so that is the x of line 13.""")
def dW2_from_z1(z1, dz2): return dz2 @ z1.T


@step
def db2(dz2): return 1.0 * dz2


@step
def da1(W2, dz2): return W2.T @ dz2

@da1.mistake("""One σ' is lost: you sent da2 back through W2, and it is dz2 that stands at W2's end. Each layer passed brings two factors,
    its σ' and its Wᵀ (line 14).""")
def one_slope_lost(W2, da2): return W2.T @ da2

@da1.mistake("""You went back through dW2 instead of W2 (line 14: dx = Wᵀ dz).""")
def through_the_gradient(dW2, dz2): return dW2.T @ dz2

@da1.mistake("""The signs of the weights are gone. A unit that holds an output down must be blamed with the opposite sign (line 14:
    dx = Wᵀ dz).""")
def weights_without_sign(W2, dz2): return np.abs(W2).T @ dz2

@da1.also
def da1_by_row(W2, dz2): return (dz2.T @ W2).T


@step
def dz1(a1, da1): return a1 * (1 - a1) * da1

@dz1.mistake("""The hidden sigmoid was walked past: dz1 is still da1. The chain rule (line 10) multiplies by a1 (1 - a1), a diagonal
    matrix.""")
def hidden_slope_missing(da1): return 1.0 * da1

@dz1.mistake("""The slope is taken at a1, as if a1 were a z: a sigmoid of a sigmoid. The slope at z1 is a1 (1 - a1).""")
def hidden_slope_at_a(a1, da1): return np.exp(-a1) / (1 + np.exp(-a1)) ** 2 * da1

@dz1.mistake("""What came from above is missing: yours is the sigmoid's slope alone (line 10: local slope times da1).""")
def hidden_slope_alone(a1): return a1 * (1 - a1)


@step
def dW1(x, dz1): return dz1 @ x.T

@dW1.mistake("""It lies transposed, (n0, n1). Among columns W1 is (n1, n0), and line 13 gives dz1 xᵀ.""")
def dW1_turned(x, dz1): return x @ dz1.T

@dW1.mistake("""You used da1. W1 ends in z1, before the sigmoid, so the error there is dz1 (line 13).""")
def dW1_from_da1(x, da1): return da1 @ x.T

@dW1.mistake("""You used a1, the layer's own output. The x of line 13 is what W1 multiplied: the input x.""")
def dW1_from_a1(a1, dz1): return dz1 @ a1.T


@step
def db1(dz1): return 1.0 * dz1


# ---------------------------------------------------------------- a batch


@step
def dw_batch(X, dZ): return np.kron(X, np.eye(len(dZ))) @ dZ.reshape(-1, 1, order="F")

@dw_batch.mistake("""dZ was stacked by rows. Every vec of the proof stacks columns, one example after another (lines 1 and 16); mixing the
    two gives no error and wrong numbers.""")
def batch_by_rows(X, dZ): return np.kron(X, np.eye(len(dZ))) @ dZ.reshape(-1, 1)

@dw_batch.mistake("""You wrote I ⊗ X; line 16 has X ⊗ I. The transpose of Xᵀ ⊗ I (line 15) turns each factor and leaves them in their
    places.""")
def batch_factors_swapped(X, dZ): return np.kron(np.eye(len(dZ)), X) @ dZ.reshape(-1, 1, order="F")

@dw_batch.mistake("""Only the first example is in it. The product with X ⊗ I adds up x ⊗ dz over all examples (line 16).""")
def batch_first_example(X, dZ): return np.kron(X[:, :1], dZ[:, :1])

@dw_batch.mistake("""You divided by m. The 1/m is in dZ already (line 16): from there on everything is a plain sum.""")
def batch_divided(X, dZ): return np.kron(X, np.eye(len(dZ))) @ dZ.reshape(-1, 1, order="F") / X.shape[1]

@dw_batch.mistake("""These are the rows of dW one after the other: dZ Xᵀ was laid out in NumPy's own order. dw has its columns stacked, as w
    has (lines 1 and 16).""")
def batch_laid_out_by_rows(X, dZ): return (dZ @ X.T).reshape(-1, 1)

@dw_batch.also
def dw_batch_by_examples(X, dZ): return sum(np.kron(x, d) for x, d in zip(X.T, dZ.T)).reshape(-1, 1)


@step
def dW_batch(X, dZ): return dZ @ X.T

@dW_batch.mistake("""The batch was summed twice: errors summed, inputs summed, and the sums multiplied. Line 16 multiplies example by
    example and then adds; that is what dZ Xᵀ does.""")
def batch_summed_twice(X, dZ): return dZ.sum(axis=1, keepdims=True) @ X.sum(axis=1, keepdims=True).T

@dW_batch.mistake("""It lies transposed, (q, p). Line 16 gives dZ Xᵀ, of W's own shape (p, q).""")
def batch_turned(X, dZ): return X @ dZ.T

@dW_batch.mistake("""The mean was taken once more. The 1/m sits in dZ (line 16).""")
def batch_mean_again(X, dZ): return dZ @ X.T / X.shape[1]

@dW_batch.mistake("""Only the first example teaches in yours. Each column of X and dZ brings an outer product, and line 16 adds them.""")
def batch_first_only(X, dZ): return dZ[:, :1] @ X[:, :1].T

@dW_batch.also
def dW_batch_by_examples(X, dZ): return sum(np.outer(d, x) for d, x in zip(dZ.T, X.T))

@dW_batch.also
def dW_batch_by_einsum(X, dZ): return np.einsum("pm,qm->pq", dZ, X)


@step
def dX(W, dZ): return W.T @ dZ

@dX.mistake("""The examples were added up. Each example has an input of its own, so dX has a column for each of them: (q, m)
    (line 16).""")
def inputs_added_up(W, dZ): return W.T @ dZ.sum(axis=1, keepdims=True)

@dX.mistake("""The mean was taken here. The 1/m sits in dZ (line 16).""")
def dX_mean_again(W, dZ): return W.T @ dZ / dZ.shape[1]

@dX.mistake("""It lies transposed, (m, q), as the row convention has it. With examples as columns line 16 gives Wᵀ dZ.""")
def dX_turned(W, dZ): return dZ.T @ W

@dX.mistake("""The weights are missing: each input of an example got the same blame. Line 16 has Wᵀ dZ.""")
def dX_without_weights(W, dZ): return np.ones_like(W).T @ dZ

@dX.also
def dX_by_vec(W, dZ): return (np.kron(np.eye(dZ.shape[1]), W.T) @ dZ.reshape(-1, 1, order="F")).reshape(W.shape[1], -1, order="F")


@step
def db_batch(dZ): return dZ.sum(axis=1, keepdims=True)

@db_batch.mistake("""You summed down the columns, over the outputs. Among columns the examples lie side by side: the sum runs along axis 1
    and leaves (p, 1) (line 16, dZ times a column of ones).""")
def bias_down_the_columns(dZ): return dZ.sum(axis=0, keepdims=True)

@db_batch.mistake("""This is dZ itself, one column an example. b is one column that all examples share, so its slopes are added over them
    (line 16: dZ 1).""")
def bias_for_each_example(dZ): return 1.0 * dZ

@db_batch.mistake("""It is averaged. The 1/m is in dZ already, so line 16 sums.""")
def bias_averaged(dZ): return dZ.mean(axis=1, keepdims=True)

@db_batch.mistake("""The numbers are right, the shape is (p,): keepdims=True leaves the column that b is (line 16).""")
def bias_flat(dZ): return dZ.sum(axis=1)

@db_batch.mistake("""Everything was added up, over outputs as well. Each output has a bias of its own (line 16).""")
def bias_of_everything(dZ): return np.full((len(dZ), 1), dZ.sum())

@db_batch.mistake("""Only the first example moves your bias. All of them share it, so all are added (line 16).""")
def bias_from_first(dZ): return dZ[:, :1]

@db_batch.mistake("""The numbers are right, and it is a row, as in the row convention. Among columns b is (p, 1) (line 16).""")
def bias_as_a_row(dZ): return dZ.sum(axis=1, keepdims=True).T

@db_batch.also
def db_by_ones(dZ): return dZ @ np.ones((dZ.shape[1], 1))

@db_batch.also
def db_by_kronecker(dZ): return np.kron(np.ones((1, dZ.shape[1])), np.eye(len(dZ))) @ dZ.reshape(-1, 1, order="F")


# ---------------------------------------------------------------- rows, and the other order


@step
def dW_rows(X, dZ): return X.T @ dZ

@dW_rows.mistake("""This is the column convention's gradient, outputs by inputs. Turn it back (line 17): here W is (q, p), inputs
    by outputs. What is the transpose of dZᵀ X?""")
def not_turned_back(X, dZ): return dZ.T @ X

@dW_rows.mistake("""The mean was taken once more; the 1/m sits in dZ, in rows as in columns (lines 16 and 17).""")
def rows_mean_again(X, dZ): return X.T @ dZ / len(X)

@dW_rows.mistake("""The batch was summed twice: inputs summed, errors summed, and the sums multiplied. Line 17 multiplies example by
    example, then adds: Xᵀ dZ.""")
def rows_summed_twice(X, dZ): return X.sum(axis=0, keepdims=True).T @ dZ.sum(axis=0, keepdims=True)

@dW_rows.also
def dW_rows_by_columns(X, dZ): return (dZ.T @ X).T

@dW_rows.also
def dW_rows_by_vec(X, dZ): return (np.kron(np.eye(dZ.shape[1]), X.T) @ dZ.reshape(-1, 1, order="F")).reshape(X.shape[1], -1, order="F")


@step
def db_rows(dZ): return dZ.sum(axis=0, keepdims=True)

@db_rows.mistake("""The sum runs along the outputs. Among rows the examples lie one below the other: axis 0 (line 17).""")
def rows_wrong_axis(dZ): return dZ.sum(axis=1, keepdims=True)

@db_rows.mistake("""The numbers are right, but it is still a column. Line 17 turns everything: among rows a bias is (1, p).""")
def rows_bias_as_column(dZ): return dZ.sum(axis=0, keepdims=True).T

@db_rows.mistake("""The bias was averaged; the 1/m sits in dZ (lines 16 and 17).""")
def rows_bias_averaged(dZ): return dZ.mean(axis=0, keepdims=True)


@step
def dX_rows(W, dZ): return dZ @ W.T

@dX_rows.mistake("""This is W dZᵀ, with the examples as columns. Turn it back (line 17): here dX is (m, q). What is
    the transpose of W dZᵀ?""")
def dX_not_turned_back(W, dZ): return W @ dZ.T

@dX_rows.mistake("""The examples were added up. Each has an input of its own: dX is (m, q) (line 17).""")
def rows_inputs_added_up(W, dZ): return dZ.sum(axis=0, keepdims=True) @ W.T

@dX_rows.mistake("""The weights are missing: each input of an example got the same blame. Line 17 has dZ Wᵀ.""")
def rows_without_weights(W, dZ): return dZ @ np.ones_like(W).T

@dX_rows.also
def dX_rows_by_columns(W, dZ): return (W @ dZ.T).T


@step
def order(x, dz): return np.arange(len(x) * len(dz)).reshape(len(dz), len(x)).ravel(order="F")

@order.mistake("""This is the way back: it turns vec(A) into A.ravel(). Asked for is vec(A) = A.ravel()[order]: entry k is where the k-th
    number of the stacked columns (line 1) stands among the stacked rows.""")
def way_back(x, dz): return np.arange(len(x) * len(dz)).reshape(len(dz), len(x), order="F").ravel()

@order.mistake("""You gave 0, 1, 2, …, which changes nothing. A.ravel() runs along the rows and vec(A) down the columns (line 1); only for one
    row or one column are they the same.""")
def nothing_moved(x, dz): return np.arange(len(x) * len(dz))

@order.mistake("""It counts from 1. NumPy's places count from 0, as line 1 does.""")
def order_from_one(x, dz): return np.arange(len(x) * len(dz)).reshape(len(dz), len(x)).ravel(order="F") + 1

@order.also
def order_by_list(x, dz): return [i * len(x) + j for j in range(len(x)) for i in range(len(dz))]


@step
def P_rows(x, dz): return np.kron(np.eye(len(dz)), x.T)

@P_rows.mistake("""This is xᵀ ⊗ I of line 7, which goes with stacked columns. With the rows of W one after the other, row i of W meets x to
    give z[i]: p copies of xᵀ along the diagonal, I ⊗ xᵀ.""")
def column_order_kept(x, dz): return np.kron(x.T, np.eye(len(dz)))

@P_rows.mistake("""It lies transposed, (pq, p): this is the derivative (line 9). Asked for is the matrix in front of W.ravel() (line 7), (p, pq).""")
def derivative_for_matrix(x, dz): return np.kron(np.eye(len(dz)), x)

@P_rows.mistake("""x is in every block. Row i of W reaches z[i] alone: outside the blocks on the diagonal I ⊗ xᵀ is 0 (line 2).""")
def x_everywhere(x, dz): return np.kron(np.ones((len(dz), len(dz))), x.T)


@step
def dw_rows(x, dz): return np.kron(dz, x)

@dw_rows.mistake("""This is x ⊗ dz, the order of stacked columns (line 12). The rows of dW = dz xᵀ one after the other are dz[0] x, dz[1] x, …: that
    is dz ⊗ x.""")
def stacked_columns(x, dz): return np.kron(x, dz)

@dw_rows.mistake("""The numbers are right, and lie flat. As in line 11 it is to be a column, (pq, 1).""")
def dw_rows_flat(x, dz): return np.kron(dz, x).ravel()

@dw_rows.mistake("""dz is missing: x stands there p times. In line 11 each weight's slope has its error in it; row i of dW is dz[i] times x.""")
def dw_rows_without_error(x, dz): return np.kron(np.ones_like(dz), x)

@dw_rows.also
def dw_rows_by_ravel(x, dz): return (dz @ x.T).reshape(-1, 1)


# ---------------------------------------------------------------- shapes, and the worked example


@step
def w_shape(p, q): return np.array([p * q, 1])

@w_shape.mistake("""This is W's own shape. vec(W) is one column of all its entries (line 1).""")
def shape_of_W(p, q): return np.array([p, q])

@w_shape.mistake("""That is a row. vec(W) is a column (line 1).""")
def shape_of_a_row(p, q): return np.array([1, p * q])


@step
def P_shape(p, q): return np.array([p, p * q])

@P_shape.mistake("""This is the shape of its transpose, x ⊗ I. xᵀ ⊗ I must fit in front of w, which has p q rows (line 7).""")
def P_shape_turned(p, q): return np.array([p * q, p])

@P_shape.mistake("""xᵀ is (1, q) and I is (p, p): line 2 multiplies rows by rows and columns by columns.""")
def P_shape_square(p, q): return np.array([p * q, p * q])


@step
def dz_dw_shape(p, q): return np.array([p * q, p])

@dz_dw_shape.mistake("""This is the numerator layout. By line 8 the rows belong to w, the columns to z.""")
def dz_dw_numerator(p, q): return np.array([p, p * q])

@dz_dw_shape.mistake("""That would be the slope of one number along w. z has p numbers, so there are p columns (line 8).""")
def dz_dw_scalar(p, q): return np.array([p * q, 1])


@step
def dz_dx_shape(p, q): return np.array([q, p])

@dz_dx_shape.mistake("""This is W's shape, and W is the derivative in the numerator layout. By line 8 the rows belong to x: (q, p), as Wᵀ has it
    (line 14).""")
def dz_dx_numerator(p, q): return np.array([p, q])


@step
def X_kron_I_shape(p, q, m): return np.array([p * q, p * m])

@X_kron_I_shape.mistake("""This is the shape of Xᵀ ⊗ I, which leads from w to vec(Z) (line 15). On the way back (line 16) it is X ⊗ I.""")
def forward_shape(p, q, m): return np.array([p * m, p * q])

@X_kron_I_shape.mistake("""The identity is forgotten: that is the shape of X. X ⊗ I has p rows and p columns for each entry of X (line 2).""")
def shape_of_X(q, m): return np.array([q, m])

@X_kron_I_shape.mistake("""X is (q, m) and the identity (p, p): rows times rows, columns times columns (line 2). The identity is as large as z (line 15),
    not as the batch.""")
def identity_of_m(q, m): return np.array([q * m, m * m])


@step
def db_shape(p): return np.array([p, 1])

@db_shape.mistake("""That is dZ's shape, a column for each example. All examples share one b, so db is (p, 1) (line 16).""")
def db_for_each(p, m): return np.array([p, m])

@db_shape.mistake("""That is a row, the other convention (line 17). Among columns b is (p, 1).""")
def db_row(p): return np.array([1, p])


@step
def first_wrong_line(): return "C"

@first_wrong_line.mistake("""A holds: it is line 11 of the proof, with p = 3.""")
def blamed_a(): return "A"

@first_wrong_line.mistake("""B holds: x has q = 2 entries and the identity is 3 by 3, so x ⊗ I has 2 · 3 rows and 1 · 3 columns (line 2).""")
def blamed_b(): return "B"

@first_wrong_line.mistake("""D is wrong too, but a line before it is wrong already: D counts the entries of a product whose matrix was wrong.""")
def blamed_d(): return "D"

@first_wrong_line.mistake("""E is wrong too; it cuts rows where line 13 cuts columns. But it is not the first.""")
def blamed_e(): return "E"


@step
def K(x, dz): return np.kron(x, np.eye(len(dz)))

@K.mistake("""This is the published matrix, x along a diagonal. ⊗ puts x[j] in front of a whole identity: q blocks one below the
    other (line 2).""")
def published_diagonal(x, dz): return np.diag(x.ravel()[np.minimum(np.arange(len(dz)), len(x) - 1)])

@K.mistake("""This is a square matrix with x along its diagonal. ⊗ puts x[j] in front of a whole identity: q blocks one below the other
    (line 2).""")
def x_on_the_diagonal(x, dz): return np.diag(x[:, 0])

@K.mistake("""This is xᵀ ⊗ I, the matrix of the forward pass (line 7). On the way back stands its transpose (line 9).""")
def forward_matrix(x, dz): return np.kron(x.T, np.eye(len(dz)))

@K.mistake("""The factors have changed places: I ⊗ x. Line 9 has x ⊗ I.""")
def mended_the_wrong_way(x, dz): return np.kron(np.eye(len(dz)), x)


@step
def dw_mended(x, dz): return np.kron(x, dz)

@dw_mended.mistake("""There are p q entries, in the order of stacked rows: dz ⊗ x. Line 12 has x[0] dz first, then x[1] dz: x ⊗ dz.""")
def entries_in_row_order(x, dz): return np.kron(dz, x)

@dw_mended.mistake("""The numbers are right, and lie flat. dw is a column, (pq, 1) (line 11).""")
def entries_flat(x, dz): return np.kron(x, dz).ravel()

@dw_mended.mistake("""p + q entries were made, by setting x and dz one below the other. There is one slope for each weight, p q of them:
    every x[j] with every dz[i] (line 12).""")
def entries_set_together(x, dz): return np.vstack([x, dz])


@step
def dW_mended(x, dz): return dz @ x.T

@dW_mended.mistake("""dw was cut into rows, as in the published line: ravel for vec. Line 13 cuts columns; the answer must be dz xᵀ.""")
def still_cut_by_rows(x, dz): return np.kron(x, dz).reshape(len(dz), len(x))

@dW_mended.mistake("""It lies transposed: x dzᵀ, (q, p). dW has the shape of W (line 13).""")
def mended_and_turned(x, dz): return x @ dz.T


# ---------------------------------------------------------------- names as the student's dict has them

for each, name in [
    (dW_devec, "dW"), (dw_batch, "dw"), (dW_batch, "dW"), (db_batch, "db"), (dW_rows, "dW"), (db_rows, "db"),
    (dX_rows, "dX"), (P_rows, "P"), (dw_rows, "dw"), (dw_mended, "dw"), (dW_mended, "dW"), (w_shape, "w"),
    (P_shape, "P"), (dz_dw_shape, "dz_dw"), (dz_dx_shape, "dz_dx"), (X_kron_I_shape, "X_kron_I"), (db_shape, "db"),
]:  # fmt: skip
    each.name = name


# ---------------------------------------------------------------- the problems dealt

SIZES = [(5, 3), (3, 7), (2, 5)]
"""(p, q): distinct primes; the squares and the single row or column that follow them are edges."""


def normal(rng, *shape):
    """Numbers of both signs, none of them near 0, so that no slip is hidden by one that is."""
    return rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.3, 2, size=shape)


def matrices(rng):
    """Matrices of all forms."""
    for p, q in [*SIZES, (4, 4), (1, 6), (6, 1)]:
        yield Problem(dict(A=normal(rng, p, q)), dict(p=p, q=q), twice=(p, q) == SIZES[0])


def columns(rng):
    """Long columns, and the sizes of the matrices that they are to become."""
    for p, q in [*SIZES, (4, 4), (1, 6)]:
        yield Problem(dict(v=normal(rng, p * q, 1), p=p, q=q), dict(p=p, q=q), twice=(p, q) == SIZES[0])


def places(rng):
    """Entries (i, j) off the diagonal, in the first column too, and in the last corner."""
    for p, q in [*SIZES, (7, 5)]:
        i, j = int(rng.integers(2, max(p, 3)) if p > 2 else 1), 1
        yield Problem(dict(i=i, j=j, p=p, q=q), dict(p=p, q=q), f"i = {i}, j = {j}")
        i, j = 0, int(rng.integers(2, q))
        yield Problem(dict(i=i, j=j, p=p, q=q), dict(p=p, q=q), f"i = {i}, j = {j}")
        yield Problem(dict(i=p - 1, j=q - 1, p=p, q=q), dict(p=p, q=q), "the last corner")


def entries(rng):
    """The place of an entry in vec(W), for entries as above."""
    for problem in places(rng):
        i, j, p, q = (problem.inputs[name] for name in "ijpq")
        k = j * p + i
        yield Problem(dict(k=k, p=p, q=q), problem.sizes, f"k = {k}")


def factors(rng):
    """Two matrices of unlike forms; whole numbers; a single column."""
    for (p, q), (r, s) in [((2, 3), (5, 7)), ((3, 5), (2, 3)), ((3, 3), (2, 2))]:
        yield Problem(dict(A=normal(rng, p, q), B=normal(rng, r, s)), title=f"{p} × {q} and {r} × {s}", twice=p == 2)
    A, B = rng.integers(1, 9, size=(3, 1)), rng.integers(1, 9, size=(2, 4))
    yield Problem(dict(A=A, B=B), title="whole numbers, 3 × 1 and 2 × 4")


def meetings(rng):
    """A (p, r) and C (s, n) of unlike sizes, and entries on which no two ways of counting agree."""
    for p, r, s, n in [(5, 3, 7, 4), (3, 5, 4, 7), (4, 6, 3, 5)]:
        apart = False
        while not apart:  # entries that exist in the transposes too
            i, k = rng.integers(min(p, r), size=2).tolist()
            j, l = rng.integers(min(s, n), size=2).tolist()
            rows, columns = {j * p + i, i * n + j, j * r + i, i * p + j}, {l * r + k, k * s + l, l * p + k, k * r + l}
            apart = len(rows) == len(columns) == 4 and i != k and j != l
        inputs = dict(i=i, j=j, k=k, l=l, A=normal(rng, p, r), C=normal(rng, s, n))
        yield Problem(inputs, title=f"A {p} × {r}, C {s} × {n}, i = {i}, j = {j}, k = {k}, l = {l}")


def layers_of_one(rng):
    """One layer and one example, with an error at its end; the last one is square, where shapes tell nothing."""
    for p, q in [*SIZES, (4, 4)]:
        known = dict(W=normal(rng, p, q), x=normal(rng, q, 1), b=normal(rng, p, 1), dz=normal(rng, p, 1))
        yield Problem(known, dict(p=p, q=q), twice=(p, q) == SIZES[0])


def outputs(rng):
    """The end of a network: linear parts and targets."""
    for p in (5, 3, 7):
        yield Problem(dict(z=normal(rng, p, 1), y=rng.uniform(0, 1, size=(p, 1))), dict(p=p), twice=p == 5)


def batches(rng):
    """A batch of columns with the errors at its end; one of a single example."""
    for p, q, m in [(5, 3, 7), (3, 7, 5), (4, 4, 3), (3, 2, 1)]:
        known = dict(W=normal(rng, p, q), X=normal(rng, q, m), dZ=normal(rng, p, m))
        yield Problem(known, dict(m=m, p=p, q=q), twice=m == 7)


def batches_of_rows(rng):
    """The same with a row for each example, and W inputs by outputs."""
    for problem in batches(rng):
        yield Problem({name: value.T for name, value in problem.inputs.items()}, problem.sizes, "rows", problem.twice)


def two_layers(rng):
    """One example and a network of two layers, in columns; a wide one, too wide for finite differences."""
    for n0, n1, n2, scale in [(3, 5, 2, 1), (2, 3, 7, 1), (5, 1, 3, 1), (503, 499, 2, 25)]:
        known = dict(x=normal(rng, n0, 1), y=rng.uniform(0, 1, size=(n2, 1)))
        known |= dict(W1=normal(rng, n1, n0) / scale, b1=normal(rng, n1, 1))
        known |= dict(W2=normal(rng, n2, n1) / scale, b2=normal(rng, n2, 1))
        title = "a wide network: too wide for finite differences" if scale > 1 else ""
        sizes = dict(m=1, n0=n0, n1=n1, n2=n2)
        yield Problem(completed(known, list(LAYERS)), sizes, title, twice=n2 == 2 and scale == 1)


def sizes(rng):
    """Sizes alone."""
    for p, q, m in rng.permuted([[2, 3, 5], [3, 5, 7], [11, 5, 2]], axis=1).tolist():
        yield Problem(dict(p=p, q=q, m=m), dict(p=p, q=q), f"m = {m}")


# ---------------------------------------------------------------- the tasks: names are grade_ids

LAYERS = {z1: 0, a1: 0, z2: 0, a2: 0, da2: 1, dz2: 1, dW2: 1, db2: 0, da1: 2, dz1: 2, dW1: 1, db1: 0}
SHAPES = {w_shape: 1, P_shape: 1, dz_dw_shape: 1, dz_dx_shape: 1, X_kron_I_shape: 1, db_shape: 1}

TASKS = [
    Task("kronecker-vec", "vec", ("A",), {vec: 4}, matrices),
    Task("kronecker-devec", "devec", ("v", "p", "q"), {devec: 4}, columns),
    Task("kronecker-place", "place", ("i", "j", "p", "q"), {place: 3}, places),
    Task("kronecker-entry", "entry", ("k", "p", "q"), {entry: 3}, entries),
    Task("kronecker-kron", "kron", ("A", "B"), {kron: 6}, factors, barred=("kron",)),
    Task("kronecker-meets", "meets", ("i", "j", "k", "l", "A", "C"), {row: 1, column: 2, factor: 2}, meetings),
    Task("kronecker-affine", "affine", ("W", "x", "b"), {w: 1, P: 3, z: 1}, layers_of_one),
    Task("kronecker-jacobians", "jacobians", ("W", "x"), {dz_dw: 3, dz_db: 1, dz_dx: 2}, layers_of_one),
    Task("kronecker-last", "last_layer", ("z", "y"), {a: 0, da: 1, da_dz: 2, dz: 3}, outputs),
    Task("kronecker-by-vec", "by_vec", ("x", "dz"), {dw: 2, dW_devec: 2}, layers_of_one),
    Task("kronecker-by-outer", "by_outer", ("W", "x", "dz"), {dW: 2, db: 1, dx: 2}, layers_of_one),
    Task("kronecker-proof", "proof", (), {proof: 6}, nothing),
    Task("kronecker-layers", "layers", ("x", "y", "W1", "b1", "W2", "b2"), LAYERS, two_layers),
    Task("kronecker-batch", "batch", ("W", "X", "dZ"), {dw_batch: 2, dW_batch: 2, dX: 2}, batches),
    Task("kronecker-bias", "bias", ("dZ",), {db_batch: 3}, batches),
    Task("kronecker-rows", "rows", ("X", "W", "dZ"), {dW_rows: 2, db_rows: 2, dX_rows: 2}, batches_of_rows),
    Task("kronecker-order", "row_major", ("x", "dz"), {order: 2, P_rows: 2, dw_rows: 2}, layers_of_one),
    Task("kronecker-shapes", "shapes", ("p", "q", "m"), SHAPES, sizes),
    Task("kronecker-first-wrong-line", "first_wrong_line", (), {first_wrong_line: 3}, nothing),
    Task("kronecker-mended", "mended", ("x", "dz"), {K: 3, dw_mended: 1, dW_mended: 1}, layers_of_one),
]  # fmt: skip
