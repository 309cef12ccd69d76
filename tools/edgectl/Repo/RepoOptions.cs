using System.CommandLine;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Edgectl.Repo.Signers;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary>What commands on a repository have in common: where it is, who signs, and one line where something is wrong.</summary>
internal sealed class RepoOptions
{
    public Argument<string> Folder { get; } = new("folder") { Description = "The repository's folder." };

    public Option<string?> Keys { get; } = new("--keys") { Description = "The folder with private keys." };

    public Option<string[]> Signers { get; } = new("--signer")
    {
        Description = "Who signs beside the keys: 'PUBLIC.pem=COMMAND', which is given what is to be signed on its input and writes the signature to its output; or a pkcs11: URI. May be given again.",
    };

    public void AddTo(Command command)
    {
        command.Add(Folder);
        command.Add(Keys);
        command.Add(Signers);
    }

    /// <exception cref="InvalidDataException">A key cannot be read, or none is named.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    public IReadOnlyList<TufSigner> Load(ParseResult parsed)
    {
        string[] others = parsed.GetValue(Signers) ?? [];
        string? folder = parsed.GetValue(Keys);
        if (folder is null && others.Length == 0) throw new InvalidDataException("nobody signs: name a folder with --keys, or a --signer");
        return [.. folder is null ? [] : new KeyFolder(folder).Load(), .. others.Select(SignerText.Parse)];
    }

    public static int Guard(Screen screen, Action run) => GuardAsync(screen, () =>
    {
        run();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    public static async Task<int> GuardAsync(Screen screen, Func<Task> run)
    {
        try
        {
            await run();
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is TufException or BundleException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            screen.Fail(e.Message);
            return ExitCodes.Failed;
        }
    }
}
