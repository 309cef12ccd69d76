using System.Buffers;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Daemon.Health;

/// <summary>What the uplinks were told of conditions, as it is stored, little endian: the format's number 1 (i64), the next record's
/// sequence (i64), then for each condition that lasts its code and its subject (i64 length, UTF-8).</summary>
internal sealed record HealthTold(long NextSequence, IReadOnlySet<(string Code, string Subject)> Active)
{
    private const long Format = 1;

    /// <returns>Nothing told yet where there is no snapshot, or one of another version.</returns>
    public static HealthTold Read(byte[]? snapshot)
    {
        var active = new HashSet<(string, string)>();
        if (snapshot is null) return new HealthTold(1, active);
        var reader = new StateReader(snapshot);
        if (reader.ReadInt64() != Format) return new HealthTold(1, active);
        long next = reader.ReadInt64();
        while (!reader.AtEnd) active.Add((reader.ReadString(), reader.ReadString()));
        return new HealthTold(next, active);
    }

    public byte[] Write()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Write(Format);
        writer.Write(NextSequence);
        foreach (var (code, subject) in Active)
        {
            writer.Write(code);
            writer.Write(subject);
        }
        return output.WrittenSpan.ToArray();
    }
}
