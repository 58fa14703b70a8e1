/** The frame of the pages of a user who is not signed in: the logo, one card, one line below it. */
import { Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Logo } from '../../app/logo.tsx';
import style from './auth-frame.module.css';

type Props = {
  readonly title: string;
  readonly text?: ReactNode;
  readonly below?: ReactNode;
  readonly children?: ReactNode;
};

export function AuthFrame({ title, text, below, children }: Props) {
  useDocumentTitle(`${title} · Melo`);
  return (
    <main className={style['frame']}>
      <Stack className={style['column']} gap="lg">
        <div className={style['brand']}>
          <Logo />
          Melo
        </div>
        <Paper withBorder radius="lg" p="xl">
          <Stack gap="lg">
            <div>
              <Title order={1}>{title}</Title>
              {text && (
                <Text size="sm" c="dimmed" mt="xs">
                  {text}
                </Text>
              )}
            </div>
            {children}
          </Stack>
        </Paper>
        {below && (
          <Text size="sm" c="dimmed">
            {below}
          </Text>
        )}
      </Stack>
    </main>
  );
}
