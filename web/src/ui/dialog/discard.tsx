/** Asks before a dialog drops what was typed. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { text } from '../../i18n/text.ts';
import { FocusInside } from './focus-inside.tsx';

type Props = { readonly keep: () => void; readonly discard: () => void };

export const Discard = ({ keep, discard }: Props) => (
  <Modal.Root opened onClose={keep} returnFocus={false} size="sm" centered>
    <Modal.Overlay />
    <Modal.Content>
      <Modal.Body pt="xl">
        <Question keep={keep} discard={discard} />
      </Modal.Body>
    </Modal.Content>
  </Modal.Root>
);

const Question = ({ keep, discard }: Props) => (
  <FocusInside>
    <Modal.Title mb="xs">{text('ui.discard-what-you-typed')}</Modal.Title>
    <Text size="sm" c="dimmed" mb="lg">
      {text('ui.it-has-not-been-saved')}
    </Text>
    <Group justify="flex-end">
      <Button variant="default" onClick={discard}>
        {text('ui.discard')}
      </Button>
      <Button data-first-field onClick={keep}>
        {text('ui.keep-editing')}
      </Button>
    </Group>
  </FocusInside>
);
