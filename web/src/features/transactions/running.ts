/** The balance after each transaction of one account, from its balance over all dates and the amounts, newest first. */

export function runningBalances(balance: bigint, amounts: readonly bigint[]): bigint[] {
  let at = balance;
  return amounts.map((amount) => {
    const after = at;
    at -= amount;
    return after;
  });
}
