/** Two fields side by side; on a phone one below the other, so that long texts fit. */
import { SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';

export const FieldRow = ({ children }: { readonly children: ReactNode }) => (
  <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
    {children}
  </SimpleGrid>
);
