using EdgeAppliance.Bundles.Tuf.Client;

namespace EdgeAppliance.Bundles.Tuf.Sources;

/// <summary>A repository in a folder, as on a stick: <c>metadata/</c> and <c>targets/</c>.</summary>
public sealed class FolderSource(string folder) : ITufSource
{
    public const string Metadata = "metadata";
    public const string Targets = "targets";

    public async Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel)
    {
        await using var file = Open(Path.Combine(folder, Metadata, name));
        return file is null ? null : await BoundedRead.All(file, name, bytesMax, cancel);
    }

    public Task<Stream?> OpenTarget(string path, long offset, long length, CancellationToken cancel)
    {
        var file = Open(Path.Combine(folder, Targets, path));
        if (file is not null) file.Position = offset;
        return Task.FromResult<Stream?>(file);
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
