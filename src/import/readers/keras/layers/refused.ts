/** Layers that are not read, and why. */

const FUTURE = 'it reads the sequence from its end too, which a stream does not have';
const WINDOW =
  'a convolution reads several steps at once; only layers that read one step at a time can be read';
const ATTENTION = 'attention over time reads all steps at once, which cannot run step by step';
const OVER_TIME =
  'it sums up all steps of a sequence, which cannot run step by step: let the recurrent layer in front give its last step with return_sequences=False';
const CODE = 'it holds code, which is not run: save the model without it';

export const refused: Readonly<Record<string, string>> = {
  Bidirectional: FUTURE,
  Embedding: 'it takes numbers of tokens; compute its rows outside and train from them as inputs',
  Lambda: CODE,
  SlicingOpLambda: CODE,
  RepeatVector:
    'it repeats a last step to a sequence: an encoder and a decoder, which cannot run step by step',
  Permute: 'it swaps steps and inputs, which a stream cannot',
  ...Object.fromEntries(
    ['Attention', 'AdditiveAttention', 'MultiHeadAttention', 'GroupQueryAttention'].map((name) => [
      name,
      ATTENTION,
    ]),
  ),
  ...Object.fromEntries(
    [
      'Conv1D',
      'Conv2D',
      'Conv3D',
      'Convolution1D',
      'SeparableConv1D',
      'DepthwiseConv1D',
      'Conv1DTranspose',
      'LocallyConnected1D',
      'ConvLSTM1D',
      'ConvLSTM2D',
      'MaxPooling1D',
      'AveragePooling1D',
      'UpSampling1D',
      'ZeroPadding1D',
      'Cropping1D',
    ].map((name) => [name, WINDOW]),
  ),
  ...Object.fromEntries(['GlobalAveragePooling1D', 'GlobalMaxPooling1D'].map((name) => [name, OVER_TIME])),
  CuDNNLSTM: 'the weights are laid out for cuDNN: load the model into one with LSTM instead, and save that',
  CuDNNGRU:
    'the weights are laid out for cuDNN: load the model into one with GRU(reset_after=True) instead, and save that',
};
