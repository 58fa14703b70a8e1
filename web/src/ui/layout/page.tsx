/** The frame of a page: title, actions, content. Sets the title of the document. */
import { Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

type Props = {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Uses all the room there is, for tables. */
  readonly wide?: boolean;
};

export function Page({ title, hint, actions, children, wide = false }: Props) {
  useDocumentTitle(`${title} · Melo`);
  return (
    <Stack gap="lg" data-wide-page={wide}>
      <Group justify="space-between" align="flex-end" gap="sm">
        <div>
          <Title order={1}>{title}</Title>
          {hint && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
