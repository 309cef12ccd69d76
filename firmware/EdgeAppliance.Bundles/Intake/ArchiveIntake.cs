using System.IO.Compression;

namespace EdgeAppliance.Bundles.Intake;

/// <summary>Takes a <c>.tar</c> or <c>.tar.gz</c> of a bundle's folder, told apart by their first bytes. Every name is checked before anything
/// is made of it, and everything that is unpacked counts, so that a bomb ends at the limit.</summary>
internal static class ArchiveIntake
{
    private const int BlockBytes = 512;

    public static void Read(string path, BundleLimits limits, BundleFileSink sink)
    {
        using var file = PlainFile.Open(path, path, followLink: true);
        Read(file, Path.GetFileName(path), limits, sink);
    }

    /// <param name="archive">That can seek.</param>
    /// <exception cref="InvalidDataException">It is damaged or cut short.</exception>
    /// <exception cref="EndOfStreamException">Likewise.</exception>
    internal static void Read(Stream archive, string name, BundleLimits limits, BundleFileSink sink)
    {
        using var plain = Unpacked(archive, name);
        // The names and the padding come on top of the files.
        long archiveBytesMax = limits.BytesMax + (4L * BlockBytes * limits.FilesMax);
        Read(new TarReader(plain, archiveBytesMax), limits, sink);
    }

    private static void Read(TarReader archive, BundleLimits limits, BundleFileSink sink)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        long left = limits.BytesMax;
        for (int entries = 0; archive.Next() is { } entry; entries++)
        {
            if (entries == limits.FilesMax) throw new BundleException($"The archive holds more than {limits.FilesMax} files and folders.");
            string name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.Kind == TarEntryKind.Folder && name.Trim('/').Length == 0) continue;
            if (entry.Kind == TarEntryKind.Other) throw new BundleException($"The archive holds {Shown(name)}, which is a link or a device.");
            if (!BundlePath.IsFile(entry.Kind == TarEntryKind.Folder ? name.TrimEnd('/') : name)) throw new BundleException($"The archive holds {Shown(name)}, which is no path inside a bundle.");
            if (entry.Kind == TarEntryKind.Folder) continue;
            if (!names.Add(name)) throw new BundleException($"The archive holds {name} twice.");
            if ((left -= entry.Bytes) < 0) throw new BundleException($"The archive holds more than {limits.BytesMax} bytes.");
            sink(name, archive.Content, entry.Bytes);
        }
        if (names.Count == 0) throw new BundleException("The archive holds no files.");
    }

    private static Stream Unpacked(Stream file, string name)
    {
        Span<byte> start = stackalloc byte[BlockBytes];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        start = start[..read];
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return new GZipStream(file, CompressionMode.Decompress);
        if (TarHeader.IsOne(start)) return file;
        if (start.StartsWith("PK"u8)) throw new BundleException("A zip archive is not taken; pack the bundle as .tar.gz.");
        throw new BundleException($"{name} is neither a .tar nor a .tar.gz of a bundle's folder.");
    }

    private static string Shown(string name) =>
        $"'{string.Concat((name.Length > 100 ? name[..100] + "…" : name).Select(c => char.IsControl(c) ? '?' : c))}'";
}
