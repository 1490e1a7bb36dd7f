/*
 * A host without JavaScript: drives the interpreter as docs/abi.md says, and prints what body.ts prints.
 * machine.h is what wasm2c makes of scalar.wasm. Arguments: name and file of each model. One whose data lie far from 0
 * is given its inputs around their origins.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "machine.h"

enum { STEPS = 1000, PORT_INPUT = 0, PORT_OUTPUT = 2 };

static u32 bits;

static u32 draw(void) { /* xorshift32 */
  bits ^= bits << 13;
  bits ^= bits >> 17;
  return bits ^= bits << 5;
}

static u64 fnv1a(u64 hash, const u8* bytes, u32 length) {
  for (u32 i = 0; i < length; i++) hash = (hash ^ bytes[i]) * 0x100000001b3u;
  return hash;
}

/* Of number i of the inputs and outputs; 0 without a table. */
static f64 origin_of(Z_machine_instance_t* machine, u32 i) {
  f64 origin = 0;
  u32 entry = Z_machineZ_origin(machine, i);
  if (entry != 0) memcpy(&origin, Z_machineZ_memory(machine)->data + entry, sizeof origin);
  return origin;
}

static void expect(int good, const char* what, u32 status) {
  if (good) return;
  fprintf(stderr, "%s: status %u\n", what, status);
  exit(1);
}

int main(int count, char** arguments) {
  wasm_rt_init();
  Z_machine_init_module();
  for (int argument = 1; argument + 1 < count; argument += 2) {
    FILE* file = fopen(arguments[argument + 1], "rb");
    expect(file != NULL, arguments[argument + 1], 0);
    fseek(file, 0, SEEK_END);
    u32 length = (u32)ftell(file);
    rewind(file);

    Z_machine_instance_t machine;
    Z_machine_instantiate(&machine);
    u32 blob = Z_machineZ_reserve(&machine, length);
    expect(blob != 0, "reserve", Z_machineZ_status(&machine));
    wasm_rt_memory_t* memory = Z_machineZ_memory(&machine);
    expect(fread(memory->data + blob, 1, length, file) == length, "the file is cut short", 0);
    fclose(file);
    u32 status = Z_machineZ_open(&machine, length, 0, 2); /* WEIGHTS_INTEGER, as the runtime asks for */
    expect(status == 0, "open", status);

    u32 input = 0, inputs = 0, output = 0, outputs = 0;
    for (u32 i = 0, entry; (entry = Z_machineZ_port(&machine, i)) != 0; i++) {
      struct { u16 kind, length; u32 offset; } port;
      memcpy(&port, memory->data + entry, sizeof port);
      if (port.kind == PORT_INPUT) input = port.offset, inputs = port.length;
      if (port.kind == PORT_OUTPUT) output = port.offset, outputs = port.length;
    }
    int wide = 0; /* outputs with origins have 64 bits */
    for (u32 j = 0; j < outputs; j++) wide |= origin_of(&machine, inputs + j) != 0;
    u32 session = Z_machineZ_session(&machine);
    expect(session != 0, "session", Z_machineZ_status(&machine));

    u64 hash = 0xcbf29ce484222325u;
    bits = 0x9e3779b9;
    for (int t = 0; t < STEPS; t++) {
      for (u32 i = 0; i < inputs; i++) {
        f64 reading = (f64)(draw() >> 8) / (1 << 21) - 4 + origin_of(&machine, i);
        f32 x = (f32)(reading - origin_of(&machine, i));
        memcpy(memory->data + session + input + 4 * i, &x, 4);
      }
      f32 dt = (f32)(1 + (draw() >> 25)) / 64;
      status = Z_machineZ_step(&machine, session, dt);
      expect(status == 0, "step", status);
      for (u32 j = 0; j < outputs; j++) {
        f32 given;
        memcpy(&given, memory->data + session + output + 4 * j, 4);
        f64 y = origin_of(&machine, inputs + j) + given;
        hash = wide ? fnv1a(hash, (u8*)&y, 8) : fnv1a(hash, (u8*)&given, 4);
      }
    }
    printf("%s scalar %016llx\n", arguments[argument], (unsigned long long)hash);
    Z_machine_free(&machine);
  }
  wasm_rt_free();
  return 0;
}
