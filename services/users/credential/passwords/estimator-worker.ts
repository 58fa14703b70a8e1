/** The worker of the estimator: zxcvbn with its common passwords, diceware words and keyboards. */
import { parentPort } from 'node:worker_threads';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { Answer, Question } from './estimator.ts';

const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

parentPort!.on('message', ({ id, password, context }: Question) => {
  const { guessesLog10, sequence } = zxcvbn.check(password, [...context]);
  const answer: Answer = { id, guessesLog10, patterns: sequence.map(({ pattern }) => pattern) };
  parentPort!.postMessage(answer);
});
