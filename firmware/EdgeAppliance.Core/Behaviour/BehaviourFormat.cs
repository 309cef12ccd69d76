using System.Buffers;
using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Core.Behaviour;

/// <summary>
/// What is known of devices' behaviour, as it is kept over a restart. Whole numbers of 64 bits and IEEE 754 doubles, little endian; texts are their
/// number of bytes and UTF-8:
/// <code>"EABW" u32 | version 1 | devices | each: source, device, over (100 ns), learnt 0/1, learned for (100 ns), readings,
///   rate, size, silence (least, most), quarantine (0 none, -1 by an operator, else its end in ms since 1970), channels | each: name, least, most
/// CRC-32C u32 of all before</code>
/// </summary>
internal static class BehaviourFormat
{
    private const uint Magic = 0x57424145;
    private const int CrcBytes = 4;
    private const long Version = 1;

    public static byte[] Write(List<BehaviourMemory> memories, DateTimeOffset now)
    {
        var output = new ArrayBufferWriter<byte>();
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), Magic);
        output.Advance(4);
        var writer = new StateWriter(output);
        writer.Write(Version);
        writer.Write((long)memories.Count);
        foreach (var memory in memories) Write(writer, memory, now);
        uint crc = Crc32C.Of(output.WrittenSpan);
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(CrcBytes), crc);
        output.Advance(CrcBytes);
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">It is another's, or damaged.</exception>
    public static List<BehaviourMemory> Read(ReadOnlySpan<byte> saved, DateTimeOffset now)
    {
        if (saved.Length < 4 + CrcBytes || BinaryPrimitives.ReadUInt32LittleEndian(saved) != Magic) throw new InvalidDataException("It is none of this kind.");
        if (Crc32C.Of(saved[..^CrcBytes]) != BinaryPrimitives.ReadUInt32LittleEndian(saved[^CrcBytes..])) throw new InvalidDataException("Its checksum is wrong.");
        var reader = new StateReader(saved[4..^CrcBytes]);
        if (reader.ReadInt64() is not Version) throw new InvalidDataException("It is of another version.");
        var memories = new List<BehaviourMemory>();
        for (long left = reader.ReadInt64(); left > 0; left--) memories.Add(ReadOne(ref reader, now));
        return memories;
    }

    private static void Write(StateWriter writer, BehaviourMemory memory, DateTimeOffset now)
    {
        writer.Write(memory.Source);
        writer.Write(memory.Device);
        writer.Write(memory.Over.Ticks);
        writer.Write(memory.IsLearnt);
        writer.Write(memory.LearnedFor.Ticks);
        writer.Write((long)memory.Readings);
        Write(writer, memory.Rate);
        Write(writer, memory.Size);
        Write(writer, memory.Silence);
        writer.Write(!memory.IsQuarantined ? 0L : memory.QuarantineLeft is { } left ? Math.Max(1, (now + left).ToUnixTimeMilliseconds()) : -1L);
        writer.Write((long)memory.Channels.Count);
        foreach (var (name, limits) in memory.Channels)
        {
            writer.Write(name);
            Write(writer, limits);
        }
    }

    private static BehaviourMemory ReadOne(ref StateReader reader, DateTimeOffset now)
    {
        var memory = new BehaviourMemory(reader.ReadString(), reader.ReadString())
        {
            Over = TimeSpan.FromTicks(reader.ReadInt64()),
            IsLearnt = reader.ReadBoolean(),
            LearnedFor = TimeSpan.FromTicks(reader.ReadInt64()),
            Readings = (int)reader.ReadInt64(),
            Rate = ReadExtremes(ref reader), Size = ReadExtremes(ref reader), Silence = ReadExtremes(ref reader),
            IsQuarantined = false,
            Channels = new Dictionary<string, Extremes>(),
        };
        long ends = reader.ReadInt64();
        var channels = new Dictionary<string, Extremes>(StringComparer.Ordinal);
        for (long left = reader.ReadInt64(); left > 0; left--) channels[reader.ReadString()] = ReadExtremes(ref reader);
        // A clock that was set back makes it no longer than the rules say.
        TimeSpan? rest = ends > 0 ? TimeSpan.FromMilliseconds(Math.Clamp(ends - now.ToUnixTimeMilliseconds(), 0, (long)TimeSpan.FromDays(3650).TotalMilliseconds)) : null;
        return memory with { IsQuarantined = ends != 0, QuarantineLeft = rest, Channels = channels };
    }

    private static void Write(StateWriter writer, in Extremes extremes)
    {
        writer.Write(extremes.Least);
        writer.Write(extremes.Most);
    }

    private static Extremes ReadExtremes(ref StateReader reader) => new(reader.ReadDouble(), reader.ReadDouble());
}
