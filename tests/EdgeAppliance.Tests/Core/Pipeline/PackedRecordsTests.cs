using CsCheck;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Tests.Core.Pipeline;

public sealed class PackedRecordsTests
{
    [Fact]
    public void Write_KnownRecord_MatchesTheFrozenBytes()
    {
        var bytes = new byte[64];
        int size = PackedRecords.Write(bytes, new RecordHeader(RecordType.Alarm, 7, 1_000_000), "s"u8, "d"u8, "{}"u8);
        Assert.Equal("454152311800000008104D7403010100070000000000000040420F000000000073647B7D", Convert.ToHexString(bytes.AsSpan(0, size)));
    }

    [Theory]
    [InlineData(false, false, "03")]
    [InlineData(true, false, "43")]
    [InlineData(false, true, "83")]
    [InlineData(true, true, "C3")]
    public void Write_Marks_StandBesideTheType(bool isPrivate, bool isCleared, string expected)
    {
        var bytes = new byte[64];
        var header = new RecordHeader(RecordType.Alarm, 7, 1_000_000) { IsPrivate = isPrivate, IsCleared = isCleared };
        int size = PackedRecords.Write(bytes, header, "s"u8, "d"u8, "{}"u8);
        Assert.Equal(expected, Convert.ToHexString(bytes.AsSpan(12, 1)));
        Assert.True(PackedRecords.TryRead(bytes.AsSpan(0, size), out var record, out _));
        Assert.Equal(header, record.Header);
    }

    [Fact]
    public void TryRead_WrittenRecord_GivesItBack() =>
        Gen.Select(Gen.Byte.Array[0, 255], Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 5000], Gen.Long).Sample((stream, subject, data, sequence) =>
        {
            var bytes = new byte[PackedRecords.SizeOf(stream, subject, data)];
            PackedRecords.Write(bytes, new RecordHeader(RecordType.Reading, sequence, 5), stream, subject, data);
            return PackedRecords.TryRead(bytes, out var record, out int size) && size == bytes.Length && record.Header.Sequence == sequence
                && record.Stream.SequenceEqual(stream) && record.Subject.SequenceEqual(subject) && record.Data.SequenceEqual(data);
        });

    [Fact]
    public void TryRead_OneBitFlipped_IsRefused() =>
        Gen.Select(Gen.Byte.Array[1, 200], Gen.Int[0, 10_000]).Sample((data, at) =>
        {
            var bytes = new byte[PackedRecords.SizeOf("stream"u8, "pump"u8, data)];
            PackedRecords.Write(bytes, new RecordHeader(RecordType.Reading, 1, 5), "stream"u8, "pump"u8, data);
            bytes[at / 8 % bytes.Length] ^= (byte)(1 << at % 8);
            return !PackedRecords.TryRead(bytes, out _, out _);
        });

    [Fact]
    public void TryRead_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 400].Sample(bytes => { PackedRecords.TryRead(bytes, out _, out _); });
}
