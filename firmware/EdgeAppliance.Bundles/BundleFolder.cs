using EdgeAppliance.Bundles.Intake;

namespace EdgeAppliance.Bundles;

/// <summary>A model's bundle as it lies in a folder: <c>bundle.json</c> and the files that it names.</summary>
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
