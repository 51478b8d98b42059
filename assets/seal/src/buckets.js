// Sizes that sealed things come in, as kernel/seal has them: 4 KiB, then steps of a quarter.
export const SMALLEST = 4096;

export function bucket(size) {
  let found = SMALLEST;
  while (found < size) found += Math.ceil(found / 4);
  return found;
}
