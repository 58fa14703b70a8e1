/** What stores need to know of the MongoDB driver. */
import { Long, MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** A 64-bit integer as the driver returns it, with or without promotion. */
export const bigintOf = (value: Long | bigint | number): bigint =>
  Long.isLong(value) ? value.toBigInt() : BigInt(value);

export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;
