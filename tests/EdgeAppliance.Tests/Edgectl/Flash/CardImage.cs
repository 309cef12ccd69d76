using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Tests.Edgectl.Flash;

/// <summary>A small image of a card with a FAT partition, signed, in a folder with a file to flash it to.</summary>
internal sealed class CardImage : IDisposable
{
    public const int Bytes = 12 << 20, FatAt = 1 << 20, FatBytes = 8 << 20;

    private readonly EcdsaSigner _signer = EcdsaSigner.Generate();

    public CardImage()
    {
        Folder = Directory.CreateTempSubdirectory("edge-card-").FullName;
        File = Path.Combine(Folder, "card.img");
        Target = Path.Combine(Folder, "disk");
        Key = Path.Combine(Folder, "key.pub.pem");
        byte[] content = new byte[Bytes];
        new Random(7).NextBytes(content.AsSpan(10 << 20, 64 << 10));
        Mbr(content);
        System.IO.File.WriteAllBytes(File, content);
        System.IO.File.WriteAllBytes(Target, [.. Enumerable.Repeat((byte)0xA5, Bytes + 4096)]);
        System.IO.File.WriteAllText(Key, _signer.Key.Public);
    }

    public string Folder { get; }

    public string File { get; private set; }

    public string Target { get; }

    public string Key { get; }

    /// <summary>Makes the partition that the table names a file system.</summary>
    public void Format() => Tool("mformat", "-i", $"{File}@@{FatAt}", "-T", $"{FatBytes / 512}", "-h", "64", "-s", "32", "::");

    public void Pack()
    {
        Tool("zstd", "-q", File, "-o", File + ".zst");
        File += ".zst";
    }

    /// <summary>Writes the checksum and the signature anew.</summary>
    public void Sign()
    {
        byte[] content = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllText(File + ".sha256", $"{Convert.ToHexStringLower(SHA256.HashData(content))}  {Path.GetFileName(File)}\n");
        System.IO.File.WriteAllBytes(File + ".sig", _signer.Sign(content));
    }

    /// <summary>As bmaptool writes it: of the blocks of 4 KiB those that are no hole of the file, as in the whole FAT partition none is.</summary>
    /// <param name="isIn">Which of them are in the map; null for all.</param>
    public void Map(Func<int, bool>? isIn = null)
    {
        byte[] content = System.IO.File.ReadAllBytes(File);
        var ranges = new StringBuilder();
        for (int block = 0; block < Bytes / 4096; block++)
        {
            var one = content.AsSpan(block * 4096, 4096);
            bool isFat = block is >= FatAt / 4096 and < (FatAt + FatBytes) / 4096;
            if ((isFat || one.IndexOfAnyExcept((byte)0) >= 0) && isIn?.Invoke(block) != false) ranges.Append($"<Range chksum=\"{Convert.ToHexStringLower(SHA256.HashData(one))}\"> {block} </Range>\n");
        }
        string zeros = new('0', 64);
        string text = $"<?xml version=\"1.0\" ?>\n<!-- a map -->\n<bmap version=\"2.0\"><ImageSize> {Bytes} </ImageSize><BlockSize> 4096 </BlockSize><BmapFileChecksum> {zeros} </BmapFileChecksum><BlockMap>{ranges}</BlockMap></bmap>\n";
        System.IO.File.WriteAllText(File + ".bmap", text.Replace(zeros, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));
    }

    public static string Tool(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new IOException($"{program}: {output}");
    }

    public void Dispose()
    {
        _signer.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static void Mbr(byte[] content)
    {
        content[446 + 4] = 0x0C;
        BitConverter.TryWriteBytes(content.AsSpan(446 + 8), FatAt / 512);
        BitConverter.TryWriteBytes(content.AsSpan(446 + 12), FatBytes / 512);
        (content[510], content[511]) = (0x55, 0xAA);
    }
}
