using System.Text;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

/// <summary>Metadata of all roles, damaged before anybody looks at its signatures: that is when a stranger's bytes are parsed.</summary>
public sealed class TufMetadataFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> s_metadata = Published();

    private static readonly Mutator s_damage = new(s_metadata, Corpus.Tokens(
        "{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e999", "9223372036854775808", "0.5", "\"..\"", "\"../x\"", "\\ud800", "\\u0000", "\"keyid\":", "\"threshold\":0",
        "\"version\":", "\"2.0\"", "\"expires\":\"9999-12-31T23:59:59Z\"", "\"succinct_roles\":{\"bit_length\":12,\"name_prefix\":\"a\",\"keyids\":[],\"threshold\":1}", "\"roles\":[]", "\"path_hash_prefixes\":[\"\"]"));

    [Fact]
    public void Parse_DamagedMetadata_IsOfItsRoleOrItsError() => new Fuzz("tuf-metadata", output) { Cases = 20_000, AllocatedBytesMax = 16 << 20 }.Run(s_metadata, s_damage.Make, Check);

    private static void Check(byte[] bytes)
    {
        Try(() => TufRoot.Parse(bytes));
        Try(() => TufTimestamp.Parse(bytes));
        Try(() => TufSnapshot.Parse(bytes));
        Try(() => Assert.All(TufTargets.Parse(bytes).Delegations, role => Assert.True(SafeName.IsRole(role.Name))));
    }

    private static void Try(Action parse)
    {
        try
        {
            parse();
        }
        catch (TufException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private static List<byte[]> Published()
    {
        string folder = Directory.CreateTempSubdirectory("edge-fuzz-").FullName;
        try
        {
            var repository = TufRepository.Create(folder);
            var signer = EcdsaSigner.Generate();
            foreach (var role in repository.Roles.Values) role.Add(signer.Key);
            string target = Path.Combine(folder, "a");
            File.WriteAllText(target, "a");
            repository.Add("bundles/a/1/bundle.json", target);
            var delegation = new Delegation("vendor", ["vendor/*"]);
            delegation.Role.Add(signer.Key);
            repository.AddDelegation(delegation);
            repository.Add("vendor/a", target, delegation: delegation);
            repository.Publish([signer], new Lifetimes(), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
            string succinct = File.ReadAllText(Path.Combine(folder, "metadata/1.targets.json"));
            int at = succinct.IndexOf("\"roles\":", StringComparison.Ordinal), end = succinct.IndexOf("]}", at, StringComparison.Ordinal);
            return [.. Directory.EnumerateFiles(Path.Combine(folder, "metadata")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
                Encoding.UTF8.GetBytes(string.Concat(succinct.AsSpan(0, at), "\"succinct_roles\":{\"bit_length\":5,\"name_prefix\":\"a\",\"keyids\":[],\"threshold\":1", succinct.AsSpan(end + 1)))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
