using System.Text;
using System.Text.Json.Nodes;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Tests.Bundles.Tuf;

/// <summary>One test a check of the specification's client workflow: each fails where its check is taken out.</summary>
public sealed class TufClientTests
{
    private readonly TufWorld _world = new();

    [Fact]
    public async Task Refresh_SoundRepository_FindsItsTargets()
    {
        var client = await _world.Refreshed();

        Assert.Equal("targets/pump.tar", (await client.Find("targets/pump.tar", CancellationToken.None)).Name);
    }

    [Fact]
    public async Task Refresh_NothingNew_FetchesNothingButTheTimestamp()
    {
        await _world.Refreshed();
        _world.Asked.Clear();

        await _world.Refreshed();

        Assert.Equal(["2.root.json", "timestamp.json"], _world.Asked);
    }

    // 5.3.4
    [Fact]
    public async Task Root_NotSignedByTheOldKeys_IsRefused()
    {
        _world.Signers["root"] = EcdsaSigner.Generate();
        _world.PutRoot(2);

        Assert.Equal(TufFailure.TooFewSignatures, await _world.Refusal());
    }

    [Fact]
    public async Task Root_NotSignedByItsOwnKeys_IsRefused()
    {
        var old = _world.Signers["root"];
        (_world.Signers["old"], _world.Signers["root"]) = (old, EcdsaSigner.Generate());
        _world.PutRoot(2, signers: ["old"]);

        Assert.Equal(TufFailure.TooFewSignatures, await _world.Refusal());
    }

    [Fact]
    public async Task Root_SignedByBoth_IsTakenWithThoseBehindIt()
    {
        for (int version = 2; version <= 4; version++)
        {
            (_world.Signers["old"], _world.Signers["root"]) = (_world.Signers["root"], EcdsaSigner.Generate());
            _world.PutRoot(version, signers: ["old", "root"]);
        }

        Assert.Equal(4, (await _world.Refreshed()).RootVersion);
    }

    // 5.3.5
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Root_OfAnotherVersionThanTheNext_IsRefused(long version)
    {
        _world.PutRoot(2, body => body["version"] = version);

        Assert.Equal(TufFailure.WrongVersion, await _world.Refusal());
    }

    // 5.3.10
    [Fact]
    public async Task Root_LastOneExpired_IsRefused()
    {
        _world.PutRoot(2, expires: TufWorld.Now.AddSeconds(-1));

        Assert.Equal(TufFailure.Expired, await _world.Refusal());
    }

    [Fact]
    public async Task Root_ExpiredOnTheWay_IsNoHindrance()
    {
        _world.PutRoot(2, expires: TufWorld.Now.AddSeconds(-1));
        _world.PutRoot(3);

        Assert.Null(await _world.Refusal());
    }

    // 5.3.11
    [Fact]
    public async Task Root_NewTimestampKey_ForgetsVersionsThatAThiefPushedUp()
    {
        _world.PutTimestamp(1_000_000, 1);
        await _world.Refreshed();
        _world.Signers["timestamp"] = EcdsaSigner.Generate();
        _world.PutRoot(2);
        _world.PutTimestamp(2, 1);

        Assert.Null(await _world.Refusal());
    }

    [Fact]
    public async Task Root_Endless_IsRefused()
    {
        for (int version = 2; version <= 5; version++) _world.PutRoot(version);
        _world.Limits = new TufLimits { RootsMax = 3 };

        Assert.Equal(TufFailure.TooManyRoots, await _world.Refusal());
    }

    // 5.4.2, 5.5.3, 5.6.3: wrong role's keys
    [Theory]
    [InlineData("timestamp", "snapshot")]
    [InlineData("snapshot", "timestamp")]
    [InlineData("targets", "snapshot")]
    public async Task Metadata_SignedByAnotherRolesKey_IsRefused(string role, string signer)
    {
        if (role == "targets") _world.PutTargets(1, signers: [signer]);
        _world.PutSnapshot(1, 1, signers: role == "snapshot" ? [signer] : null);
        _world.PutTimestamp(1, 1, signers: role == "timestamp" ? [signer] : null);

        Assert.Equal(TufFailure.TooFewSignatures, await _world.Refusal());
    }

    // Threshold
    [Fact]
    public async Task Metadata_OneKeySignsTwice_CountsOnce()
    {
        _world.PutRoot(2, body => body["roles"]!["targets"]!["threshold"] = 2);
        _world.PutTargets(1, signers: ["targets", "targets"]);
        _world.PutSnapshot(1, 1);
        _world.PutTimestamp(1, 1);

        Assert.Equal(TufFailure.TooFewSignatures, await _world.Refusal());
    }

    [Fact]
    public async Task Metadata_OneKeyUnderTwoIds_CountsOnce()
    {
        var key = _world.Signers["targets"];
        const string Other = "another-id";
        _world.PutRoot(2, body =>
        {
            body["keys"]![Other] = TufWorld.KeyOf(key.Key);
            body["roles"]!["targets"] = new JsonObject { ["keyids"] = new JsonArray(key.Key.Id, Other), ["threshold"] = 2 };
        });
        var document = TufDocument.Parse(_world.Files["1.targets.json"], "targets");
        _world.Put("1.targets.json", document.Signed.GetRawText(), [key, new NamedSigner(key, Other)]);
        _world.PutSnapshot(1, 1);
        _world.PutTimestamp(1, 1);

        Assert.Equal(TufFailure.TooFewSignatures, await _world.Refusal());
    }

    [Fact]
    public async Task Metadata_SignatureOfAKeyThatIsNotKnownBeside_IsPassedOver()
    {
        _world.Signers["stranger"] = EcdsaSigner.Generate();
        _world.PutRoot(2, body =>
        {
            body["keys"]!["odd"] = new JsonObject { ["keytype"] = "future", ["scheme"] = "future-1", ["keyval"] = new JsonObject { ["public"] = "x" } };
            body["roles"]!["targets"]!["keyids"]!.AsArray().Add("odd");
        });
        _world.PutTargets(1, signers: ["stranger", "targets"]);
        _world.PutSnapshot(1, 1);
        _world.PutTimestamp(1, 1);

        Assert.Null(await _world.Refusal());
    }

    [Fact]
    public async Task Policy_BothSchemesRequired_OneAloneIsRefused()
    {
        _world.Policy = new TrustPolicy(["ecdsa-sha2-nistp256", "ml-dsa-65"]);

        Assert.Throws<TufException>(_world.Client);
        _world.Policy = new TrustPolicy(["ecdsa-sha2-nistp256"]);
        Assert.Null(await _world.Refusal());
    }

    // 5.4.3
    [Fact]
    public async Task Timestamp_LowerVersion_IsRefused()
    {
        _world.PutTimestamp(7, 1);
        await _world.Refreshed();
        _world.PutTimestamp(6, 1);

        Assert.Equal(TufFailure.RolledBack, await _world.Refusal());
    }

    [Fact]
    public async Task Timestamp_OfALowerSnapshot_IsRefused()
    {
        _world.PutSnapshot(2, 1);
        _world.PutTimestamp(2, 2);
        await _world.Refreshed();
        _world.PutTimestamp(3, 1);

        Assert.Equal(TufFailure.RolledBack, await _world.Refusal());
    }

    // 5.4.4, 5.5.6, 5.6.5: freeze
    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task Metadata_Expired_IsRefused(string role)
    {
        DateTimeOffset Of(string other) => other == role ? TufWorld.Now : TufWorld.Now.AddDays(1);
        _world.PutTargets(1, expires: Of("targets"));
        _world.PutSnapshot(1, 1, expires: Of("snapshot"));
        _world.PutTimestamp(1, 1, expires: Of("timestamp"));

        Assert.Equal(TufFailure.Expired, await _world.Refusal());
    }

    [Fact]
    public async Task Timestamp_SameVersionUntilItExpires_FreezeIsNoticed()
    {
        _world.PutRoot(2, expires: TufWorld.Now.AddDays(60));
        _world.PutTargets(1, expires: TufWorld.Now.AddDays(60));
        _world.PutSnapshot(1, 1, expires: TufWorld.Now.AddDays(60));
        _world.PutTimestamp(1, 1);
        await _world.Refreshed();
        _world.Time = TufWorld.Now.AddDays(31);

        Assert.Equal(TufFailure.Expired, await _world.Refusal());
    }

    // 5.5.2
    [Fact]
    public async Task Snapshot_OtherBytesThanPromised_IsRefused()
    {
        _world.PutSnapshot(1, 1, body => body["x"] = "same length is not needed");

        Assert.Equal(TufFailure.TooLarge, await _world.Refusal());
    }

    [Fact]
    public async Task Snapshot_OtherHashThanPromised_IsRefused()
    {
        _world.PutTimestamp(1, 1, body => body["meta"]!["snapshot.json"]!["hashes"]!["sha256"] = new string('0', 64));

        Assert.Equal(TufFailure.WrongHash, await _world.Refusal());
    }

    [Fact]
    public async Task Snapshot_ShorterThanPromised_IsRefused()
    {
        _world.PutTimestamp(1, 1, body => body["meta"]!["snapshot.json"]!["length"] = 100_000);

        Assert.Equal(TufFailure.WrongLength, await _world.Refusal());
    }

    // 5.5.4: mix and match
    [Fact]
    public async Task Snapshot_OtherVersionThanPromised_IsRefused()
    {
        _world.PutSnapshot(1, 1, body => body["version"] = 2);
        _world.PutTimestamp(1, 1);

        Assert.Equal(TufFailure.WrongVersion, await _world.Refusal());
    }

    // 5.5.5
    [Fact]
    public async Task Snapshot_OfLowerTargets_IsRefused()
    {
        _world.Release(2);
        await _world.Refreshed();
        _world.PutSnapshot(3, 1);
        _world.PutTimestamp(3, 3);

        Assert.Equal(TufFailure.RolledBack, await _world.Refusal());
    }

    [Fact]
    public async Task Snapshot_WithoutAFileThatItHad_IsRefused()
    {
        _world.PutSnapshot(2, 1, body => body["meta"]!["vendor.json"] = TufWorld.Meta(1, null));
        _world.PutTimestamp(2, 2);
        await _world.Refreshed();
        _world.PutSnapshot(3, 1);
        _world.PutTimestamp(3, 3);

        Assert.Equal(TufFailure.RolledBack, await _world.Refusal());
    }

    // 5.6.2, 5.6.4
    [Fact]
    public async Task Targets_OtherBytesThanPromised_AreRefused()
    {
        _world.PutSnapshot(1, 1, body => body["meta"]!["targets.json"]!["hashes"]!["sha256"] = new string('0', 64));
        _world.PutTimestamp(1, 1);

        Assert.Equal(TufFailure.WrongHash, await _world.Refusal());
    }

    [Fact]
    public async Task Targets_OtherVersionThanPromised_AreRefused()
    {
        _world.PutTargets(1, body => body["version"] = 2);
        _world.PutSnapshot(1, 1);
        _world.PutTimestamp(1, 1);

        Assert.Equal(TufFailure.WrongVersion, await _world.Refusal());
    }

    [Fact]
    public async Task Metadata_OfAnotherRole_IsRefused()
    {
        _world.Files["timestamp.json"] = _world.Files["1.snapshot.json"];

        Assert.Equal(TufFailure.WrongRole, await _world.Refusal());
    }

    [Fact]
    public async Task Metadata_OfAnotherMajorVersion_IsRefused()
    {
        _world.PutTimestamp(2, 1, body => body["spec_version"] = "2.0.0");

        Assert.Equal(TufFailure.UnknownSpecification, await _world.Refusal());
    }

    [Fact]
    public async Task Metadata_Endless_IsRefused()
    {
        _world.Files["timestamp.json"] = Encoding.UTF8.GetBytes(new string(' ', new TufLimits().TimestampBytesMax + 1));

        Assert.Equal(TufFailure.TooLarge, await _world.Refusal());
    }

    [Theory]
    [InlineData("snapshot.json")]
    [InlineData("targets.json")]
    public async Task Metadata_MissingWhereItIsPromised_IsRefused(string file)
    {
        _world.Files.Remove("1." + file);

        Assert.Equal(TufFailure.NotFound, await _world.Refusal());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"signed":{},"signed":{},"signatures":[]}""")]
    [InlineData("""{"signed":{"_type":"timestamp","spec_version":"1.0","version":1.5},"signatures":[]}""")]
    public async Task Metadata_Malformed_IsRefused(string text)
    {
        _world.Files["timestamp.json"] = Encoding.UTF8.GetBytes(text);

        Assert.Equal(TufFailure.Malformed, await _world.Refusal());
    }

    [Fact]
    public async Task Refusal_WhateverCame_LeavesWhatWasTrusted()
    {
        await _world.Refreshed();
        byte[] before = _world.Read("timestamp.json")!;
        _world.PutTimestamp(2, 1, signers: ["root"]);

        Assert.Equal(TufFailure.TooFewSignatures, await _world.Refusal());
        Assert.Equal(before, _world.Read("timestamp.json"));
    }

    private sealed class NamedSigner(TufSigner signer, string id) : TufSigner
    {
        public override TufKey Key { get; } = signer.Key with { Id = id };

        public override byte[] Sign(ReadOnlySpan<byte> message) => signer.Sign(message);
    }
}
