using System.Formats.Tar;

namespace EdgeAppliance.Bundles.Packing;

/// <summary>Writes a plain archive (POSIX ustar) that tells nothing of where it was made: no times, owners or modes of the files.</summary>
internal sealed class TarPack(Stream to) : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private readonly TarWriter _writer = new(to, TarEntryFormat.Ustar, leaveOpen: true);

    /// <exception cref="BundleException">A name is longer than the format allows.</exception>
    public void Add(string name, Stream content)
    {
        try
        {
            _writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = content,
                Mode = Mode,
                ModificationTime = DateTimeOffset.UnixEpoch,
                Uid = 0,
                Gid = 0,
                UserName = "",
                GroupName = "",
            });
        }
        catch (ArgumentException e)
        {
            throw new BundleException($"'{name}' is too long a name for an archive: at most 100 characters behind the last '/' and 155 before it.", e);
        }
    }

    public void Dispose() => _writer.Dispose();
}
