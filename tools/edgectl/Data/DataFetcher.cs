using System.Security.Cryptography;

namespace EdgeAppliance.Edgectl.Data;

/// <summary>Fetches a data set's files, and keeps only those whose checksum is the pinned one.</summary>
internal sealed class DataFetcher(HttpClient http)
{
    private const long FileBytesMax = 64 << 20;

    /// <summary>Files that are there and whole are not fetched again.</summary>
    /// <returns>What is wrong with the first file that could not be had; null where all are there.</returns>
    public async Task<string?> Fetch(DataSet set, string folder, Action<string> progress, CancellationToken stop)
    {
        foreach (var file in set.Files)
        {
            string target = Path.Combine(folder, set.Name, file.Path);
            if (File.Exists(target) && Hash(await File.ReadAllBytesAsync(target, stop)) == file.Sha256) continue;
            byte[] bytes = await Download(new Uri(set.Address, file.Path), stop);
            if (Hash(bytes) != file.Sha256) return $"{file.Path} has SHA-256 {Hash(bytes)}, not {file.Sha256}: not kept";
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllBytesAsync(target + ".part", bytes, stop);
            File.Move(target + ".part", target, overwrite: true);
            progress(file.Path);
        }
        return null;
    }

    private async Task<byte[]> Download(Uri address, CancellationToken stop)
    {
        using var reply = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stop);
        reply.EnsureSuccessStatusCode();
        await using var body = await reply.Content.ReadAsStreamAsync(stop);
        using var kept = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = await body.ReadAsync(buffer, stop)) > 0; kept.Write(buffer, 0, read))
            if (kept.Length + read > FileBytesMax) throw new HttpRequestException($"{address} is larger than {FileBytesMax} bytes");
        return kept.ToArray();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
