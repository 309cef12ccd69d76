using System.Buffers;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Some keys of posts as they are stored, little endian: the format's number 1, the page's number, then for each key the
/// upper and lower half of its id, its content and its rows (i64 each).</summary>
/// <param name="Number">Grows from page to page.</param>
internal sealed record PostPage(long Number, IReadOnlyList<PostKey> Keys)
{
    public const int KeysMax = 128;
    private const long Format = 1;

    public bool IsFull => Keys.Count >= KeysMax;

    /// <summary>Where it is stored, of so many.</summary>
    public int Slot(int pages) => (int)(Number % pages);

    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Write(Format);
        writer.Write(Number);
        foreach (var key in Keys)
        {
            writer.Write((long)(ulong)(key.Id >> 64));
            writer.Write((long)(ulong)key.Id);
            writer.Write(key.Content);
            writer.Write((long)key.Rows);
        }
        return output.WrittenSpan.ToArray();
    }

    /// <returns>Null where it is not what was written, as after a step back to this version: then a post may count twice, but none is lost.</returns>
    public static PostPage? Read(ReadOnlySpan<byte> stored)
    {
        try
        {
            var reader = new StateReader(stored);
            if (reader.ReadInt64() != Format) return null;
            long number = reader.ReadInt64();
            var keys = new List<PostKey>();
            while (!reader.AtEnd)
            {
                var id = new UInt128((ulong)reader.ReadInt64(), (ulong)reader.ReadInt64());
                keys.Add(new PostKey(id, reader.ReadInt64(), (int)reader.ReadInt64()));
            }
            return number >= 0 ? new PostPage(number, keys) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
