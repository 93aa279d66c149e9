import { parentEnd } from '../host/node/thread';
import { serve } from './engine';

// The engine lives on a thread of its own: loading a parser must not stall the editor.
serve(parentEnd());
