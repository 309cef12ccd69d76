using System.Formats.Tar;
using System.IO.Compression;

namespace EdgeAppliance.Tests.Bundles.Intake;

/// <summary>Packs archives as users do, and as they should not.</summary>
internal static class TestArchive
{
    public static string Pack(string path, TarEntryFormat format, params IEnumerable<(string Name, byte[] Content)> files)
    {
        using var file = File.Create(path);
        using var packed = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
        using var writer = new TarWriter(packed, format);
        foreach (var (name, content) in files) writer.WriteEntry(Entry(format, TarEntryType.RegularFile, name, new MemoryStream(content)));
        return path;
    }

    public static string Pack(string path, TarEntryType type, string name, string? link = null)
    {
        using var writer = new TarWriter(File.Create(path), TarEntryFormat.Pax);
        var entry = Entry(TarEntryFormat.Pax, type, name, null);
        if (link is not null) entry.LinkName = link;
        writer.WriteEntry(entry);
        return path;
    }

    /// <summary>A header that claims so many bytes, with nothing behind it.</summary>
    public static byte[] Header(string name, char type, long bytes)
    {
        var header = new byte[512];
        System.Text.Encoding.ASCII.GetBytes(name).CopyTo(header, 0);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(bytes, 8).PadLeft(11, '0')).CopyTo(header, 124);
        header[156] = (byte)type;
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        header.AsSpan(148, 8).Fill((byte)' ');
        int sum = header.Sum(b => b);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0").CopyTo(header, 148);
        return header;
    }

    private static TarEntry Entry(TarEntryFormat format, TarEntryType type, string name, Stream? content)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Pax => new PaxTarEntry(type, name),
            TarEntryFormat.Gnu => new GnuTarEntry(type, name),
            TarEntryFormat.V7 => new V7TarEntry(type == TarEntryType.RegularFile ? TarEntryType.V7RegularFile : type, name),
            _ => new UstarTarEntry(type, name),
        };
        if (content is not null) entry.DataStream = content;
        return entry;
    }
}
