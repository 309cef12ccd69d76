namespace EdgeAppliance.Tests.Drivers.Linux;

/// <summary>A /sys and a /dev that a test makes file by file.</summary>
internal sealed class KernelTree : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("edge-kernel-").FullName;

    /// <param name="files">Path and content.</param>
    public KernelTree With(params ReadOnlySpan<(string Path, string Text)> files)
    {
        foreach (var (path, text) in files) Write(path, System.Text.Encoding.ASCII.GetBytes(text));
        return this;
    }

    public void Write(string path, ReadOnlySpan<byte> content)
    {
        string file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public void Delete(string path) => File.Delete(Path.Combine(Root, path));

    public void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
        Directory.CreateSymbolicLink(Path.Combine(Root, path), target);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
