using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Edgectl.Provision.Contract;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>What is known of the board: what was provisioned, else what the image's maker put into it. The section <c>board</c> of a provision.json, alone.</summary>
internal static class BoardFile
{
    /// <returns><see cref="BoardWish.Nothing"/> where there is none, or it cannot be read: a start goes on without.</returns>
    public static BoardWish Read(ProvisionPaths paths) => Read(paths.At(ProvisionPaths.Board)) ?? Read(Path.Combine(paths.Defaults, "board.json")) ?? BoardWish.Nothing;

    private static BoardWish? Read(string file)
    {
        try
        {
            if (!File.Exists(file)) return null;
            var errors = new ConfigErrors(file);
            if (ConfigParser.Parse(File.ReadAllBytes(file), errors) is not { } root) return null;
            var keys = new ConfigSection(root, errors, new SecretStore(_ => null));
            if (!keys.Expect(root, ConfigKind.Object)) return null;
            var read = BoardReader.Read(new PlainSection(keys));
            return errors.Count == 0 ? read : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
