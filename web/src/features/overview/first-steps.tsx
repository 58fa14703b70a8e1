/** What a new household does first: a list that ticks itself, and is there until all is done. */
import { Button, Group, Stack, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBuildingBank, IconCheck, IconFileImport, IconTargetArrow, type TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';
import { showFailure } from '../../ui/feedback/toast.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { AccountDialog } from '../accounts/account-dialog.tsx';
import style from './first-steps.module.css';
import type { Steps } from './use-first-steps.ts';

/** Adding an account needs no other page. */
const order: readonly {
  readonly name: keyof Steps;
  readonly icon: TablerIcon;
  readonly title: MessageId;
  readonly body: MessageId;
  readonly to?: '/import' | '/budget';
}[] = [
  {
    name: 'account',
    icon: IconBuildingBank,
    title: 'overview.add-your-accounts',
    body: 'overview.a-checking-account-and-a-credit',
  },
  {
    name: 'transactions',
    icon: IconFileImport,
    title: 'overview.import-your-transactions',
    body: 'overview.the-file-your-bank-offers-or',
    to: '/import',
  },
  {
    name: 'budget',
    icon: IconTargetArrow,
    title: 'overview.set-a-budget',
    body: 'overview.set-a-limit-for-groceries-melo',
    to: '/budget',
  },
];

export function FirstSteps({ steps }: { readonly steps: Steps }) {
  const { user } = useCurrentHousehold();
  const [isAdding, adding] = useDisclosure();
  return (
    <Tile>
      <Stack gap="lg" p="sm">
        <div>
          <Text size="xl" fw={600} component="h2">
            {text('overview.welcome', { name: user.name })}
          </Text>
          <Text c="dimmed">{text('overview.three-steps-about-five-minutes-everything')}</Text>
        </div>
        <ol className={style['steps']} aria-label={text('overview.first-steps')}>
          {order.map((step) => (
            <Step key={step.title} {...step} done={steps[step.name]} add={adding.open} />
          ))}
        </ol>
        {!steps.account && (
          <Group gap="sm">
            <Button onClick={adding.open}>{text('overview.add-an-account')}</Button>
            <SampleButton />
          </Group>
        )}
      </Stack>
      {isAdding && <AccountDialog close={adding.close} />}
    </Tile>
  );
}

type StepProps = (typeof order)[number] & { readonly done: boolean; readonly add: () => void };

function Step({ icon: Icon, title, body, to, done, add }: StepProps) {
  const Sign = done ? IconCheck : Icon;
  const content = (
    <>
      <ThemeIcon variant={done ? 'filled' : 'light'} size="lg" radius="md">
        <Sign size={sizes.icon} stroke={sizes.stroke} aria-hidden />
      </ThemeIcon>
      <span className={style['text']}>
        <span className={style['title']}>
          {text(title)}
          {done && <span className={style['done']}>{text('overview.done')}</span>}
        </span>
        <span className={style['body']}>{text(body)}</span>
      </span>
    </>
  );
  return (
    <li data-done={done}>
      {to ? (
        <Link to={to} className={style['step']}>
          {content}
        </Link>
      ) : (
        <UnstyledButton className={style['step']} onClick={add}>
          {content}
        </UnstyledButton>
      )}
    </li>
  );
}

/** Creates a household to look around in, and shows it. */
function SampleButton() {
  const { household, user, today, choose } = useCurrentHousehold();
  const [busy, setBusy] = useState(false);
  const create = async () => {
    setBusy(true);
    try {
      // Nobody needs it for the first page.
      const { createSample } = await import('../sample/create-sample.ts');
      choose(await createSample({ ...household, locale: user.locale }, today));
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="default" loading={busy} onClick={create}>
      {text('overview.try-with-sample-data')}
    </Button>
  );
}
