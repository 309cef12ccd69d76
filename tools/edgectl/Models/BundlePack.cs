using System.IO.Compression;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Edgectl.Models;

/// <summary>A bundle as one file to send: an archive as it is, or a folder's manifest and the files that it names, packed.</summary>
internal static class BundlePack
{
    /// <returns>To be disposed of; a packed one is deleted then.</returns>
    /// <exception cref="ControlException">There is no bundle, or it cannot be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return Directory.Exists(path) ? Pack(BundleFolder.Open(path)) : File.OpenRead(path);
        }
        catch (BundleException e)
        {
            throw new ControlException($"{path} is no bundle: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static FileStream Pack(BundleFolder bundle)
    {
        var packed = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                BundlePacker.Pack(bundle.Path, gzip);
            packed.Position = 0;
            return packed;
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }
}
