using System.Text;

namespace EdgeAppliance.Bundles.Intake;

/// <summary>Reads an archive entry by entry, and no further than it may. .NET's own reader takes as much memory for an extended header as
/// 512 hostile bytes claim, up to 2 GiB (System.Formats.Tar, TarHeader.Read.cs); this one takes 64 KiB.</summary>
internal sealed class TarReader
{
    private const int ExtendedBytesMax = 64 << 10;
    private readonly BoundedStream _source;
    private BoundedStream? _content;

    /// <param name="bytesMax">An archive that is longer counts as cut there.</param>
    public TarReader(Stream source, long bytesMax) => _source = new BoundedStream(source, bytesMax);

    /// <summary>The current entry's bytes.</summary>
    public Stream Content => _content!;

    /// <returns>The next entry; null at the end.</returns>
    /// <exception cref="InvalidDataException">This is no archive.</exception>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    public TarEntry? Next()
    {
        string? longName = null;
        Span<byte> block = stackalloc byte[TarHeader.Bytes];
        while (ReadHeader(block))
        {
            var header = new TarHeader(block);
            long bytes = header.ContentBytes;
            _content = new BoundedStream(_source, bytes);
            // GNU's long name, and POSIX's extended header for one entry or for all.
            if (header.Type == 'L') longName = Encoding.UTF8.GetString(Extended(bytes)).TrimEnd('\0');
            else if (header.Type == 'x') longName = PaxPath.Of(Extended(bytes)) ?? longName;
            else if (header.Type != 'g') return new TarEntry(longName ?? header.Name, KindOf(header.Type), bytes);
        }
        return null;
    }

    private bool ReadHeader(Span<byte> block)
    {
        if (_content is not null)
        {
            _content.Drain();
            // Content is padded to whole blocks.
            _source.ReadExactly(block[..(int)(-_content.Length & (TarHeader.Bytes - 1))]);
            _content = null;
        }
        _source.ReadExactly(block);
        var header = new TarHeader(block);
        if (header.IsEmpty) return false;
        return header.HasGoodChecksum() ? true : throw new InvalidDataException("An entry's header is wrong.");
    }

    private byte[] Extended(long bytes)
    {
        if (bytes > ExtendedBytesMax) throw new InvalidDataException("An entry's name is too long.");
        var content = new byte[bytes];
        _content!.ReadExactly(content);
        return content;
    }

    private static TarEntryKind KindOf(char type) => type switch
    {
        '0' or '\0' or '7' => TarEntryKind.File,
        '5' => TarEntryKind.Folder,
        _ => TarEntryKind.Other,
    };
}
