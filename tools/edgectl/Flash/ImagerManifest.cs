using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>The list that Raspberry Pi Imager reads of images (its <c>os_list</c>), with one in it.</summary>
internal static class ImagerManifest
{
    /// <param name="url">Where the packed image can be had.</param>
    /// <exception cref="IOException">The image cannot be read.</exception>
    public static string Of(string image, Uri url, string version, DateTimeOffset released, CancellationToken stop)
    {
        var (bytes, sha256) = Unpacked(image, stop);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("os_list");
            json.WriteStartObject();
            json.WriteString("name", $"EdgeAppliance {version}");
            json.WriteString("description", "A smart gateway for a site: put provision.json on the boot partition before the first start.");
            json.WriteString("url", url.AbsoluteUri);
            json.WriteNumber("extract_size", bytes);
            json.WriteString("extract_sha256", sha256);
            json.WriteNumber("image_download_size", new FileInfo(image).Length);
            json.WriteString("image_download_sha256", PackedSum(image));
            json.WriteString("release_date", released.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            // Imager's own first-run settings are none that this image reads.
            json.WriteString("init_format", "none");
            json.WriteStartArray("devices");
            foreach (string board in new[] { "pi4-64bit", "pi5-64bit" }) json.WriteStringValue(board);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static (long Bytes, string Sha256) Unpacked(string file, CancellationToken stop)
    {
        using var image = PackedImage.Open(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[1 << 20];
        long bytes = 0;
        for (int read; (read = image.Content.Read(chunk)) > 0; bytes += read)
        {
            stop.ThrowIfCancellationRequested();
            hash.AppendData(chunk, 0, read);
        }
        image.CheckWhole();
        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static string PackedSum(string file)
    {
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
