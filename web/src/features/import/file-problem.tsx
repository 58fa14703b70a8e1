/** Why the chosen file cannot be imported. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

export const FileProblem = ({ problem }: { readonly problem: ReactNode }) =>
  problem ? (
    <Text size="sm" c="red" role="alert">
      {problem}
    </Text>
  ) : null;
