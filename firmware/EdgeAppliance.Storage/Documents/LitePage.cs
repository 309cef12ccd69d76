using System.Buffers.Binary;

namespace EdgeAppliance.Storage.Documents;

/// <summary>The few fields of LiteDB 5's pages that the log and salvage rely on. A test holds them against the pinned version.
/// <code>
/// 0    u32  number of the page; its place in the data file is that times 8192
/// 4    u8   type: 0 empty, 1 header, 2 collection, 3 index, 4 data
/// 14   u32  transaction that wrote it; all ones in the data file
/// 18   u8   1 on the last page of a committed transaction; 0 in the data file
/// 30   u8   highest slot in use; 255 where none is
/// 64   u32  in the header page: the last page in use
/// end  a slot each, from the end backwards: u16 length, u16 place in the page; both 0 where it is free
/// </code>
/// A slot of a data page holds a block of a document: u8 1 where it continues one, u32 page and u8 slot of the next block, all ones
/// where there is none, then the bytes.</summary>
internal static class LitePage
{
    public const int Bytes = 8192;
    public const int BlockHeaderBytes = 6;
    public const uint NoPage = uint.MaxValue;
    private const int HeaderBytes = 32;
    private const int SlotBytes = 4;
    private const byte Header = 1;
    private const byte Data = 4;

    public static uint Number(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt32LittleEndian(page);

    public static uint Transaction(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadUInt32LittleEndian(page[14..]);

    public static bool IsConfirmed(ReadOnlySpan<byte> page) => page[18] != 0;

    /// <summary>Makes of a log page what LiteDB's own checkpoint would write into the data file.</summary>
    public static void ToData(Span<byte> page)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page[14..], uint.MaxValue);
        page[18] = 0;
    }

    /// <summary>The number of the last page that the file must have.</summary>
    public static uint Last(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32LittleEndian(header[64..]);

    public static bool IsData(ReadOnlySpan<byte> page) => page[4] == Data;

    /// <summary>True where it may be what LiteDB wrote at that place.</summary>
    public static bool IsSane(ReadOnlySpan<byte> page, long number) =>
        Number(page) == number && page[4] <= Data && (page[4] == Header) == (number == 0) && page[18] <= 1;

    public static int Slots(ReadOnlySpan<byte> page) => page[30] == byte.MaxValue ? 0 : page[30] + 1;

    /// <returns>False where the slot's place is not in the page.</returns>
    public static bool TryBlock(ReadOnlySpan<byte> page, int slot, out ReadOnlySpan<byte> block)
    {
        block = default;
        int at = Bytes - (slot + 1) * SlotBytes;
        if (slot >= Slots(page) || at < HeaderBytes) return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(page[at..]);
        int place = BinaryPrimitives.ReadUInt16LittleEndian(page[(at + sizeof(ushort))..]);
        if (length == 0 && place == 0) return true;
        if (place < HeaderBytes || length < BlockHeaderBytes || place + length > at) return false;
        block = page.Slice(place, length);
        return true;
    }

    public static bool IsContinued(ReadOnlySpan<byte> block) => block[0] != 0;

    public static (uint Page, byte Slot) Next(ReadOnlySpan<byte> block) => (BinaryPrimitives.ReadUInt32LittleEndian(block[1..]), block[5]);
}
