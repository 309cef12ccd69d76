using System.Buffers.Binary;

namespace EdgeAppliance.Storage.Documents;

/// <summary>The few fields of LiteDB 5's page header that the log relies on. A test holds them against the pinned version.
/// <code>
/// 0   u32  number of the page; its place in the data file is that times 8192
/// 14  u32  transaction that wrote it; all ones in the data file
/// 18  u8   1 on the last page of a committed transaction; 0 in the data file
/// </code></summary>
internal static class LitePage
{
    public const int Bytes = 8192;

    public static uint Number(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt32LittleEndian(page);

    public static uint Transaction(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt32LittleEndian(page[14..]);

    public static bool IsConfirmed(ReadOnlySpan<byte> page) => page[18] != 0;

    /// <summary>Makes of a log page what LiteDB's own checkpoint would write into the data file.</summary>
    public static void ToData(Span<byte> page)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page[14..], uint.MaxValue);
        page[18] = 0;
    }
}
