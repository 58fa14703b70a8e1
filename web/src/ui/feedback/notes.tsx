/** In the place of content: that there is none yet, or that it failed. Without the code that explains the errors of calls. */
import { Alert, Button, Center, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import style from './states.module.css';

type EmptyProps = {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
};

/** Without content: what the page is for, and a button. */
export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <Center py="xl">
      <Stack align="center" gap="sm" maw={sizes.form} ta="center" p="lg">
        <Text c="dimmed">{icon}</Text>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}

type FailureProps = { readonly cause: string; readonly retry: () => void };

/** What went wrong, that no data is lost, and a button to try again. */
export const FailureNote = ({ cause, retry }: FailureProps) => (
  <Alert
    color="gray"
    variant="default"
    radius="lg"
    className={style['failed'] ?? ''}
    icon={<IconAlertTriangle size={sizes.icon} />}
    title={text('ui.this-could-not-be-loaded')}
    role="alert"
  >
    <Stack gap="sm" align="flex-start">
      <Text size="sm">
        {cause} {text('ui.nothing-was-changed')}
      </Text>
      <Button size="xs" variant="default" onClick={retry}>
        {text('ui.try-again')}
      </Button>
    </Stack>
  </Alert>
);
