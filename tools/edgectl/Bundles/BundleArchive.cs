using System.Security.Cryptography;
using System.Text.Json;
using EdgeAppliance.Bundles.Packing;

namespace EdgeAppliance.Edgectl.Bundles;

/// <summary>Packs a bundle's folder into a file, which is there whole or not at all.</summary>
internal static class BundleArchive
{
    /// <returns>The archive's SHA-256 in hexadecimal digits.</returns>
    public static string Write(string folder, string archive)
    {
        string unfinished = archive + ".part";
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite))
            {
                BundlePacker.Pack(folder, file);
                file.Position = 0;
                string hash = Convert.ToHexStringLower(SHA256.HashData(file));
                File.Move(unfinished, archive, overwrite: true);
                return hash;
            }
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    public static void Json(Utf8JsonWriter writer, string archive, string hash)
    {
        writer.WriteStartObject();
        writer.WriteString("file", archive);
        writer.WriteNumber("bytes", new FileInfo(archive).Length);
        writer.WriteString("sha256", hash);
        writer.WriteEndObject();
    }
}
