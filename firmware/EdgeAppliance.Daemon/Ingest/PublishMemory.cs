using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A client's latest publishes by packet id, across its connections. One that it sends again (DUP, MQTT 5 section 3.3.1.1) with the
/// same packet id, device and payload is the same reading. A client that may send one payload twice under one packet id, as with one
/// publish in flight and no time or count in it, needs a declared key to be told apart from one that sends again.</summary>
internal sealed class PublishMemory
{
    private const int PublishesMax = 256;
    private const int PublishesFirst = 16;

    private readonly Lock _lock = new();

    // Guarded by _lock. A ring; _next is the place behind the newest.
    private Publish[] _publishes = new Publish[PublishesFirst];
    private int _count;
    private int _next;

    public void Remember(ushort packetId, DeviceStream device, ReadOnlySpan<byte> payload, Task stored)
    {
        uint crc = Crc32C.Append(0, payload);
        lock (_lock)
        {
            // As long as it grows it has not gone round.
            if (_count == _publishes.Length && _count < PublishesMax)
            {
                Array.Resize(ref _publishes, _count * 2);
                _next = _count;
            }
            _publishes[_next] = new Publish(packetId, payload.Length, crc, device, stored);
            _next = (_next + 1) % _publishes.Length;
            _count = Math.Min(_count + 1, _publishes.Length);
        }
    }

    /// <param name="stored">Done once the reading that was sent first is on stable storage.</param>
    /// <returns>False where it is a new reading, or storing the first one failed.</returns>
    public bool TryRecall(ushort packetId, DeviceStream device, ReadOnlySpan<byte> payload, out Task? stored)
    {
        uint crc = Crc32C.Append(0, payload);
        stored = null;
        lock (_lock)
        {
            if (Newest(packetId) is not { } place) return false;
            var publish = _publishes[place];
            if (publish.Crc != crc || publish.Bytes != payload.Length || publish.Device != device) return false;
            if (publish.Stored!.IsCompleted && !publish.Stored.IsCompletedSuccessfully) return false;
            stored = publish.Stored;
            return true;
        }
    }

    /// <summary>The client knows that the publish has arrived (PUBREL), and may use its packet id for another.</summary>
    public void Forget(ushort packetId)
    {
        lock (_lock)
            if (Newest(packetId) is { } place) _publishes[place] = default;
    }

    private int? Newest(ushort packetId)
    {
        for (int back = 1; back <= _count; back++)
        {
            int place = (_next - back + _publishes.Length) % _publishes.Length;
            if (_publishes[place].PacketId == packetId && _publishes[place].Stored is not null) return place;
        }
        return null;
    }

    private readonly record struct Publish(ushort PacketId, int Bytes, uint Crc, DeviceStream? Device, Task? Stored);
}
