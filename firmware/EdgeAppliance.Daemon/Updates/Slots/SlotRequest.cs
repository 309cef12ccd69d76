using System.Text;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Updates.Slots;

/// <summary>What the image is asked to do with its slots, which the daemon has no right to touch: the file <c>system/request</c> of the state
/// directory. <c>edge-system-update.path</c> sees that it is there, and its service takes it away once it has noted an outcome.</summary>
/// <remarks>
/// A line each, in this order; the format is frozen by a golden test.
/// <code>
/// id=NUMBER-NUMBER     do=install|restart|drop     version=VERSION     file=PATH in the state directory
/// </code>
/// </remarks>
internal sealed class SlotRequest(string stateDirectory)
{
    private readonly string _file = Path.Combine(stateDirectory, "system", "request");

    /// <summary>Asks, where it is not asked for already.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void Ask(string id, string what, string version, string file)
    {
        string text = $"id={id}\ndo={what}\nversion={version}\nfile={file}\n";
        if (File.Exists(_file) && File.ReadAllText(_file) == text) return;
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        DurableFile.Replace(_file, Encoding.ASCII.GetBytes(text));
    }

    /// <summary>What was not begun yet is not wanted any more.</summary>
    /// <exception cref="IOException">The disk is read-only or failing.</exception>
    public void Withdraw()
    {
        if (File.Exists(_file)) File.Delete(_file);
    }
}
