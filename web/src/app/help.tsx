import Box from '@cloudscape-design/components/box';
import HelpPanel from '@cloudscape-design/components/help-panel';
import { createContext, use } from 'react';
import { useI18n, type I18n } from '../i18n';
import type { MessageKey } from '../i18n/en';

/** A topic "x" has the texts "help.x.title" and "help.x.body"; a blank line in the body begins a paragraph. */
export type HelpTopic = Extract<MessageKey, `help.${string}.body`> extends `help.${infer T}.body` ? T : never;

interface Help {
  open: (topic: HelpTopic) => void;
}

export const HelpContext = createContext<Help>({ open: () => {} });
export const useHelp = () => use(HelpContext);

const texts = (topic: string, { t }: I18n) => ({
  title: t(`help.${topic}.title` as MessageKey),
  paragraphs: t(`help.${topic}.body` as MessageKey).split('\n\n'),
});

export function HelpText({ topic }: { topic: HelpTopic }) {
  const { title, paragraphs } = texts(topic, useI18n());
  return (
    <HelpPanel header={<h2>{title}</h2>}>
      {paragraphs.map(text => (
        <Box variant="p" key={text}>
          {text}
        </Box>
      ))}
    </HelpPanel>
  );
}
