using System.Security.Cryptography;
using EdgeAppliance.Bundles.Intake;

namespace EdgeAppliance.Bundles;

/// <summary>A bundle as it lies in a folder: <c>bundle.json</c> and the files that it names.</summary>
public sealed class BundleFolder
{
    private BundleFolder(string path, BundleManifest manifest)
    {
        Path = path;
        Manifest = manifest;
    }

    public string Path { get; }

    public BundleManifest Manifest { get; }

    /// <exception cref="BundleException">There is no bundle, or its manifest is wrong; the message names every error.</exception>
    public static BundleFolder Open(string path)
    {
        byte[] manifest = Read(path, BundleManifest.FileName, BundleManifest.BytesMax);
        try
        {
            return new BundleFolder(path, BundleManifest.Parse(manifest));
        }
        catch (ManifestException e)
        {
            throw new BundleException($"{BundleManifest.FileName} is wrong: {string.Join("; ", e.Errors)}", e);
        }
    }

    /// <summary>Every file that the bundle must hold beside <c>bundle.json</c>, those of its members too, each once.</summary>
    /// <exception cref="BundleException">A member's manifest is missing or wrong, or is of no model.</exception>
    public IReadOnlyList<string> Files()
    {
        var files = new List<string>(Manifest.Files());
        foreach (string member in Manifest.Members)
            foreach (string file in Member(member).Manifest.Files().Select(file => $"{member}/{file}"))
                if (!files.Contains(file)) files.Add(file);
        return files;
    }

    /// <summary>A model of several.</summary>
    /// <param name="member">One of <see cref="BundleManifest.Members"/>.</param>
    /// <exception cref="BundleException">Its manifest is missing or wrong, or is of no model.</exception>
    public BundleFolder Member(string member)
    {
        var inner = Open(System.IO.Path.Combine(Path, member));
        return inner.Manifest.Kind == BundleKind.Model ? inner : throw new BundleException($"{member} is a bundle of {BundleKinds.NameOf(inner.Manifest.Kind)}, where a model belongs.");
    }

    /// <summary>Holds every file against the hash that the manifest has of it; nothing where the bundle was not packed.</summary>
    /// <exception cref="BundleException">A file is missing, or not the one that the manifest names.</exception>
    public void CheckFiles()
    {
        foreach (var (file, expected) in Manifest.Hashes)
            if (!HashOf(file).Equals(expected, StringComparison.OrdinalIgnoreCase)) throw new BundleException($"{file} is not the file that the manifest's hash is of.");
    }

    /// <summary>SHA-256 in small hexadecimal digits.</summary>
    /// <param name="file">A path that the manifest names.</param>
    /// <exception cref="BundleException">The file is missing, or cannot be read.</exception>
    public string HashOf(string file)
    {
        using var stream = PlainFile.Open(System.IO.Path.Combine(Path, file), file, followLink: true);
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (IOException e)
        {
            throw new BundleException($"{file} cannot be read: {e.Message}", e);
        }
    }

    /// <param name="file">A path that the manifest names.</param>
    /// <exception cref="BundleException">The file is missing, larger than told, or cannot be read.</exception>
    public byte[] Read(string file, long bytesMax) => Read(Path, file, bytesMax);

    private static byte[] Read(string folder, string file, long bytesMax)
    {
        using var stream = PlainFile.Open(System.IO.Path.Combine(folder, file), file, followLink: true);
        try
        {
            long length = stream.Length;
            if (length > bytesMax) throw new BundleException($"{file} has {length} bytes; the limit is {bytesMax}.");
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException e)
        {
            throw new BundleException($"{file} cannot be read: {e.Message}", e);
        }
    }
}
