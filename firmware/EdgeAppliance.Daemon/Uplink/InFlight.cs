using System.Buffers;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>A message that was sent and not acknowledged yet.</summary>
/// <param name="First">With <paramref name="Last"/>, the places of its lane that its acknowledgement frees.</param>
/// <param name="SentAt">Timestamp of the time provider.</param>
internal readonly record struct InFlight(
    LaneAcknowledger Lane, long First, long Last, int Records, Task Sent, ArrayBufferWriter<byte> Payload, long SentAt);
