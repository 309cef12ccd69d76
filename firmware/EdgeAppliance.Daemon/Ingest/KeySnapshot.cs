using System.Buffers;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The keys of a source's devices as they are stored, little endian: the format's number 1 (i64), then for each device its
/// name (i64 length, UTF-8), its highest stored key, and the first and last key that failed (f64 each; +∞ and −∞ where none did).</summary>
internal static class KeySnapshot
{
    private const long Format = 1;

    public static byte[] Write(IEnumerable<KeyValuePair<string, DeviceKeys>> devices)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Write(Format);
        foreach (var (device, keys) in devices)
        {
            writer.Write(device);
            lock (keys.Lock)
            {
                writer.Write(keys.Stored);
                writer.Write(keys.Failed.First);
                writer.Write(keys.Failed.Last);
            }
        }
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    public static void Read(ReadOnlySpan<byte> snapshot, Func<string, DeviceKeys> device)
    {
        var reader = new StateReader(snapshot);
        if (reader.ReadInt64() != Format) throw new InvalidDataException("The keys of a source's devices are in a format that this version does not know.");
        while (!reader.AtEnd)
        {
            var keys = device(reader.ReadString());
            lock (keys.Lock) keys.Restore_NeedsLock(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        }
    }
}
