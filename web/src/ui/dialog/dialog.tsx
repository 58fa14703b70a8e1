/** A dialog. It has the focus as soon as it is there, gives it back when it closes, and asks before it drops what was typed. */
import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { sizes, TABLES } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import style from './dialog.module.css';
import { DialogForms, useDialogForms } from './dialog-forms.ts';
import { Discard } from './discard.tsx';
import { FocusInside } from './focus-inside.tsx';

type Props = {
  readonly title: string;
  readonly close: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
};

export function Dialog({ title, close, wide = false, children }: Props) {
  // On a phone, a dialog fills the screen.
  const roomy = useMediaQuery(TABLES, true, { getInitialValueInEffect: false });
  const { isDirty, report } = useDialogForms();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <DialogForms value={report}>
      <Modal.Root
        opened
        onClose={() => (isDirty ? setIsAsking(true) : close())}
        closeOnClickOutside={!isDirty}
        closeOnEscape={!isAsking}
        trapFocus={!isAsking}
        returnFocus={false}
        fullScreen={!roomy}
        size={wide ? sizes.wideDialog : sizes.dialog}
      >
        <Modal.Overlay />
        <Modal.Content>
          <FocusInside>
            <div className={style['head']}>
              <Modal.Title>{title}</Modal.Title>
              <Modal.CloseButton aria-label={text('ui.close')} />
            </div>
            <Modal.Body>{children}</Modal.Body>
          </FocusInside>
        </Modal.Content>
      </Modal.Root>
      {isAsking && <Discard keep={() => setIsAsking(false)} discard={close} />}
    </DialogForms>
  );
}
