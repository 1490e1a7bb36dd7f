/** ONNX models written from scratch: the few messages of onnx.proto3 that one small graph of float32 needs. */
import protobuf from 'protobufjs/minimal.js';

const FLOAT = 1;
const INT64 = 7;

/** Of AttributeProto.type: the two that are needed. */
const attributeType = { i: 2, ints: 7 };

/** One graph. Values are known by their names; constants are told apart by nothing but being initialisers. */
export class OnnxGraph {
  #nodes = [];
  #constants = [];
  #inputs = [];
  #outputs = [];
  #count = 0;

  input(name, shape) {
    this.#inputs.push(valueInfo(name, shape));
    return name;
  }

  output(name, shape) {
    this.#outputs.push(valueInfo(name, shape));
  }

  /** @param data row-major */
  floats(shape, data) {
    return this.#constant(shape, FLOAT, Float32Array.from(data));
  }

  integers(data) {
    return this.#constant([data.length], INT64, BigInt64Array.from(data, BigInt));
  }

  /**
   * @param inputs names; '' leaves an optional one out
   * @param attributes for example { axis: { i: 1 }, axes: { ints: [0] } }
   * @param outputs names to give the outputs, or how many there are
   * @returns the names of the outputs
   */
  node(operation, inputs, attributes = {}, outputs = 1) {
    const names =
      typeof outputs === 'number' ? Array.from({ length: outputs }, () => this.#name(operation)) : outputs;
    const writer = protobuf.Writer.create();
    for (const name of inputs) writer.uint32(tag(1, BYTES)).string(name);
    for (const name of names) writer.uint32(tag(2, BYTES)).string(name);
    writer.uint32(tag(4, BYTES)).string(operation);
    for (const [name, value] of Object.entries(attributes)) message(writer, 5, attribute(name, value));
    this.#nodes.push(writer.finish());
    return names;
  }

  /** The model, opset 17. */
  bytes() {
    const graph = protobuf.Writer.create();
    for (const node of this.#nodes) message(graph, 1, node);
    graph.uint32(tag(2, BYTES)).string('step');
    for (const constant of this.#constants) message(graph, 5, constant);
    for (const input of this.#inputs) message(graph, 11, input);
    for (const output of this.#outputs) message(graph, 12, output);
    const opset = protobuf.Writer.create().uint32(tag(2, VARINT)).int64(17).finish();
    const model = protobuf.Writer.create().uint32(tag(1, VARINT)).int64(8);
    message(model, 7, graph.finish());
    message(model, 8, opset);
    return model.finish();
  }

  #name(operation) {
    return `${operation}_${this.#count++}`;
  }

  #constant(shape, type, data) {
    const name = this.#name('constant');
    const tensor = protobuf.Writer.create();
    for (const size of shape) tensor.uint32(tag(1, VARINT)).int64(size);
    tensor.uint32(tag(2, VARINT)).int32(type);
    tensor.uint32(tag(8, BYTES)).string(name);
    tensor.uint32(tag(9, BYTES)).bytes(new Uint8Array(data.buffer));
    this.#constants.push(tensor.finish());
    return name;
  }
}

const VARINT = 0;
const BYTES = 2;
const tag = (field, wire) => (field << 3) | wire;

function message(writer, field, bytes) {
  writer.uint32(tag(field, BYTES)).bytes(bytes);
}

function attribute(name, value) {
  const [[kind, content]] = Object.entries(value);
  const writer = protobuf.Writer.create().uint32(tag(1, BYTES)).string(name);
  if (kind === 'i') writer.uint32(tag(3, VARINT)).int64(content);
  if (kind === 'ints') for (const each of content) writer.uint32(tag(8, VARINT)).int64(each);
  return writer.uint32(tag(20, VARINT)).int32(attributeType[kind]).finish();
}

function valueInfo(name, shape) {
  const dimensions = protobuf.Writer.create();
  for (const size of shape)
    message(dimensions, 1, protobuf.Writer.create().uint32(tag(1, VARINT)).int64(size).finish());
  const tensor = protobuf.Writer.create().uint32(tag(1, VARINT)).int32(FLOAT);
  message(tensor, 2, dimensions.finish());
  const type = protobuf.Writer.create();
  message(type, 1, tensor.finish());
  const info = protobuf.Writer.create().uint32(tag(1, BYTES)).string(name);
  message(info, 2, type.finish());
  return info.finish();
}
