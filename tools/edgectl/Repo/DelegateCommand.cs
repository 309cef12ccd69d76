using System.CommandLine;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary><c>edgectl repo delegate</c>: lets a tenant, or whoever makes a line of models, publish some bundles by keys of their own.</summary>
internal static class DelegateCommand
{
    /// <summary>Patterns stay within a segment: so deep may a bundle's files lie in folders of their own.</summary>
    private const int FoldersMax = 4;

    public static Command Create(Surroundings around)
    {
        var options = new RepoOptions();
        var role = new Argument<string>("role") { Description = "The role's name, as the tenant's." };
        var bundles = new Option<string[]>("--bundles") { Description = "Which bundles it may publish, as pump-* or acme-*; may be given again.", Required = true };
        var keysOf = new Option<string>("--role-keys") { Description = "The folder that the role's new private keys are put into.", Required = true };
        var command = new Command("delegate", "Let another role publish some bundles by keys of its own; targets' keys sign that.");
        options.AddTo(command);
        command.Add(role);
        command.Add(bundles);
        command.Add(keysOf);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            string name = parsed.GetValue(role)!;
            var repository = TufRepository.Open(parsed.GetValue(options.Folder)!);
            var signers = options.Load(parsed);
            var delegation = new Delegation(name, [.. parsed.GetValue(bundles)!.SelectMany(Patterns)]);
            var made = new KeyFolder(parsed.GetValue(keysOf)!).Generate(name, withMlDsa: true);
            foreach (var signer in made) delegation.Role.Add(signer.Key);
            repository.AddDelegation(delegation);
            repository.Publish([.. signers, .. made], new Lifetimes(), around.Time.GetUtcNow());
            around.Screen.Line($"{name} may publish {string.Join(", ", parsed.GetValue(bundles)!)} with the keys in {parsed.GetValue(keysOf)}: 'edgectl repo publish --role {name}'");
        }));
        return command;
    }

    private static IEnumerable<string> Patterns(string bundles)
    {
        if (bundles.Contains('/', StringComparison.Ordinal)) throw new InvalidDataException($"'{bundles}' is no pattern of bundles' names, as acme-*");
        string pattern = $"bundles/{bundles}/*";
        for (int folders = 0; folders <= FoldersMax; folders++) yield return pattern += "/*";
    }
}
