/** Symmetric positive definite systems of a few hundred unknowns, dense, row-major. */
export interface Factor {
  readonly size: number
  /** Lower triangle L with L·Lᵀ = A. */
  readonly lower: Float64Array
}

/** Returns undefined where the matrix is not positive definite. */
export function factorise(matrix: Float64Array, size: number): Factor | undefined {
  const lower = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!
      for (let k = 0; k < column; k++) sum -= lower[row * size + k]! * lower[column * size + k]!
      if (row === column) {
        if (!(sum > 0)) return undefined
        lower[row * size + row] = Math.sqrt(sum)
      } else lower[row * size + column] = sum / lower[column * size + column]!
    }
  }
  return { size, lower }
}

export function solveFactored({ size, lower }: Factor, right: Float64Array): Float64Array {
  const x = Float64Array.from(right)
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) x[row]! -= lower[row * size + k]! * x[k]!
    x[row]! /= lower[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) x[row]! -= lower[k * size + row]! * x[k]!
    x[row]! /= lower[row * size + row]!
  }
  return x
}

/** The inverse of the factored matrix: the covariance of the unknowns. */
export function invertFactored(factor: Factor): Float64Array {
  const inverse = new Float64Array(factor.size * factor.size)
  const unit = new Float64Array(factor.size)
  for (let column = 0; column < factor.size; column++) {
    unit.fill(0)
    unit[column] = 1
    const solved = solveFactored(factor, unit)
    for (let row = 0; row < factor.size; row++) inverse[row * factor.size + column] = solved[row]!
  }
  return inverse
}
