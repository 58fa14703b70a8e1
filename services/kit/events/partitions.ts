/** Partitions of topics: which one holds the events of a key. */
import { Partitioners } from 'kafkajs';
import { PARTITIONS } from '#infra/topology.ts';

const partitioner = Partitioners.DefaultPartitioner();
const partitionMetadata = Array.from({ length: PARTITIONS }, (_, partitionId) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 0,
  replicas: [],
  isr: [],
}));

/** The partition of a key. It never changes, because the number of partitions never does. */
export const partitionOf = (key: string): number =>
  partitioner({ topic: '', partitionMetadata, message: { key, value: null } });
