using System.Text.Json.Nodes;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Tests.Bundles.Tuf;

public sealed class TufDelegationTests
{
    private readonly TufWorld _world = new();

    [Fact]
    public async Task Find_TargetOfADelegatedRole_IsFound()
    {
        Delegate(("vendor", ["vendor/*"], false));

        Assert.Null(await _world.Refusal("vendor/pump.tar"));
    }

    [Fact]
    public async Task Find_DelegatedRoleWithAnothersKey_IsRefused()
    {
        Delegate(("vendor", ["vendor/*"], false));
        _world.PutTargets(1, signers: ["targets"], role: "vendor");

        Assert.Equal(TufFailure.TooFewSignatures, await _world.Refusal("vendor/pump.tar"));
    }

    [Fact]
    public async Task Find_TargetThatTheRoleMayNotTellOf_IsUnknown()
    {
        Delegate(("vendor", ["other/*"], false));

        Assert.Equal(TufFailure.UnknownTarget, await _world.Refusal("vendor/pump.tar"));
    }

    [Fact]
    public async Task Find_BehindATerminatingRole_IsUnknown()
    {
        Add("strict", []);
        Delegate(("strict", ["vendor/*"], true), ("vendor", ["vendor/*"], false));

        Assert.Equal(TufFailure.UnknownTarget, await _world.Refusal("vendor/pump.tar"));
    }

    [Fact]
    public async Task Find_BehindARoleThatIsNotTerminating_IsFound()
    {
        Add("loose", []);
        Delegate(("loose", ["vendor/*"], false), ("vendor", ["vendor/*"], false));

        Assert.Null(await _world.Refusal("vendor/pump.tar"));
    }

    [Fact]
    public async Task Find_RolesThatDelegateToOneAnother_Ends()
    {
        Add("vendor", [("vendor", ["vendor/*"], false)]);
        Delegate(("vendor", ["vendor/*"], false));

        Assert.Equal(TufFailure.UnknownTarget, await _world.Refusal("vendor/other.tar"));
    }

    [Fact]
    public async Task Below_DelegatedRoles_ListsWhatEachMayTellOf()
    {
        Delegate(("vendor", ["vendor/*"], false));
        var client = await _world.Refreshed();

        Assert.Contains("vendor/pump.tar", (await client.Below(["vendor"], CancellationToken.None)).Keys);
        Assert.DoesNotContain("vendor/pump.tar", (await client.Below(["other"], CancellationToken.None)).Keys);
        Assert.Contains("vendor/pump.tar", (await client.Below(null, CancellationToken.None)).Keys);
    }

    [Fact]
    public async Task Below_RoleTellsOfWhatItMayNot_IsNotListed()
    {
        Delegate(("vendor", ["vendor/*/*"], false));

        Assert.DoesNotContain("vendor/pump.tar", (await (await _world.Refreshed()).Below(["vendor"], CancellationToken.None)).Keys);
    }

    [Fact]
    public async Task Below_OneRoleIsNotTrusted_TheOthersAreListedAndItIsNamed()
    {
        Add("good", []);
        Delegate(("vendor", ["vendor/*"], false), ("good", ["vendor/*"], false));
        _world.PutTargets(1, signers: ["targets"], role: "vendor");
        var client = await _world.Refreshed();

        var listed = await client.Below(["vendor"], CancellationToken.None);

        Assert.DoesNotContain("vendor/pump.tar", listed.Keys);
        Assert.Equal(TufFailure.TooFewSignatures, client.PassedOver["vendor"].Failure);
        Assert.Contains("good", client.Roles.Keys);
    }

    [Fact]
    public async Task Below_MoreRolesThanAllowed_IsRefused()
    {
        Add("a", []);
        Add("b", []);
        Delegate(("a", ["vendor/*"], false), ("b", ["vendor/*"], false));
        _world.Limits = new TufLimits { ListedRolesMax = 2 };
        var client = await _world.Refreshed();

        Assert.Equal(TufFailure.TooManyDelegations, (await Assert.ThrowsAsync<TufException>(() => client.Below(["vendor"], CancellationToken.None))).Failure);
    }

    [Fact]
    public async Task Find_ManyRoles_IsRefused()
    {
        var roles = new List<(string, string[], bool)>();
        for (int i = 0; i < 40; i++)
        {
            Add($"r{i}", []);
            roles.Add(($"r{i}", ["vendor/*"], false));
        }
        Delegate([.. roles]);

        Assert.Equal(TufFailure.TooManyDelegations, await _world.Refusal("vendor/pump.tar"));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("a%2e%2e")]
    [InlineData("")]
    public async Task Find_UnsafeName_IsRefused(string name) => Assert.Equal(TufFailure.UnsafeName, await _world.Refusal(name));

    [Theory]
    [InlineData("../root")]
    [InlineData("targets")]
    [InlineData("a/b")]
    public async Task Delegation_UnsafeName_IsRefused(string name)
    {
        Delegate((name, ["vendor/*"], false));

        Assert.Equal(TufFailure.UnsafeName, await _world.Refusal());
    }

    [Theory]
    [InlineData("models/*", "models/pump.tar", true)]
    [InlineData("models/*", "models/a/pump.tar", false)]
    [InlineData("*/pump-?.tar", "models/pump-1.tar", true)]
    [InlineData("*", "pump", true)]
    [InlineData("*", "a/pump", false)]
    [InlineData("m*l*/x", "models/x", true)]
    [InlineData("**a", "bca", true)]
    [InlineData("a?", "a", false)]
    [InlineData("", "a", false)]
    public void Pattern_OverANameSegmentBySegment(string pattern, string name, bool matches) => Assert.Equal(matches, PathPattern.Matches(pattern, name));

    private void Add(string name, (string Name, string[] Paths, bool IsTerminating)[] delegations)
    {
        if (!_world.Signers.ContainsKey(name)) _world.Signers[name] = EcdsaSigner.Generate();
        _world.PutTargets(1, body =>
        {
            body["targets"] = name == "vendor" ? new JsonObject { ["vendor/pump.tar"] = TufWorld.Target() } : new JsonObject();
            if (delegations.Length > 0) body["delegations"] = Delegations(delegations);
        }, role: name);
    }

    private void Delegate(params (string Name, string[] Paths, bool IsTerminating)[] delegations)
    {
        if (!_world.Files.ContainsKey("1.vendor.json")) Add("vendor", []);
        _world.PutTargets(1, body => body["delegations"] = Delegations(delegations));
        _world.PutSnapshot(1, 1, body =>
        {
            foreach (var (name, _, _) in delegations.Where(role => role.Name != "targets")) body["meta"]![$"{name}.json"] = TufWorld.Meta(1, null);
        });
        _world.PutTimestamp(1, 1);
    }

    private JsonObject Delegations((string Name, string[] Paths, bool IsTerminating)[] roles)
    {
        var keys = new JsonObject();
        var list = new JsonArray();
        foreach (var (name, paths, isTerminating) in roles)
        {
            var key = (_world.Signers.GetValueOrDefault(name) ?? _world.Signers["vendor"]).Key;
            keys[key.Id] = TufWorld.KeyOf(key);
            var role = TufWorld.Role(key.Id);
            role["name"] = name;
            role["paths"] = new JsonArray([.. paths.Select(path => (JsonNode)path)]);
            role["terminating"] = isTerminating;
            list.Add(role);
        }
        return new JsonObject { ["keys"] = keys, ["roles"] = list };
    }
}
