
namespace EdgeAppliance.Tests.Image;

/// <summary>What the image does with a daemon's requests: the script over a folder in the root's place, with a RAUC that says what the test wants.</summary>
public sealed class SystemUpdateTests : BoardScriptTests
{
    private const string Id = "1-1767323045000";

    /// <summary>Everything that reads or leaves a trace.</summary>
    private static readonly string[] s_programs = ["rm", "mv", "sync", "stat", "head", "rauc"];

    /// <summary>The order alone, in one step: what a cut does to the environment on the disk is looked at elsewhere.</summary>
    private const string Order = """
        #!/bin/sh
        case "$1" in
          get-primary) cat "$EDGE_ROOT/order" ;;
          get) echo 1 ;;
          set-state) echo A > "$EDGE_ROOT/order" ;;
          set-primary) echo "$2" > "$EDGE_ROOT/order" ;;
        esac

        """;

    private const string Killing = """
        n=$(($(cat "$EDGE_ROOT/steps") + 1)); echo "$n" > "$EDGE_ROOT/steps"
        [ "$n $EDGE_WHEN" != "$EDGE_KILL before" ] || kill -9 "-$(cat "$EDGE_ROOT/pid")"
        PATH="$EDGE_ROOT/real:/usr/bin" NAME "$@"; code=$?
        [ "$n $EDGE_WHEN" != "$EDGE_KILL after" ] || kill -9 "-$(cat "$EDGE_ROOT/pid")"
        exit $code
        """;

    public SystemUpdateTests()
    {
        Write("usr/lib/edge-image/version", "1.0.0\n");
        Write("etc/rauc/system.conf", "[system]\ncompatible=edge-appliance-arm64\n");
        Write("data/updates/.keep", "");
        Write("data/os/fallback", "SLOT=B\nVERSION=0.9.9\nREASON=of long ago\n");
        Write("var/lib/edge-appliance/bundles/os/1.1.0/os.raucb", "VERSION=1.1.0 BOARD=edge-appliance-arm64");
        File.Copy(ImageScript.PathOf("boot-env"), At("usr/lib/edge-image/boot-env"));
        File.WriteAllBytes(At("bootenv"), new byte[1 << 20]);
        Program("bin/setpriv", "while case \"$1\" in --*) ;; *) false ;; esac; do shift; done; exec \"$@\"");
        Program("bin/systemctl", "echo \"$*\" >> \"$EDGE_ROOT/systemctl\"");
        Program("bin/sleep", "exit 0");
        // As RAUC: the other slot counts for nothing until it is whole, and then is the first.
        Program("bin/rauc", """
            case "$1" in
              info) grep -q VERSION "$3" || { echo "signature verification failed: self-signed certificate" >&2; exit 1; }
                sed "s/VERSION=\([^ ]*\) BOARD=\(.*\)/RAUC_MF_COMPATIBLE='\2'\nRAUC_MF_VERSION='\1'/" "$3" ;;
              install) [ "$("$EDGE_ROOT/usr/lib/edge-image/boot-env" get-primary)" = A ] || echo again >> "$EDGE_ROOT/again"
                [ ! -e "$EDGE_ROOT/busy" ] || { echo "D-Bus error while installing: Already processing a different method"; exit 1; }
                "$EDGE_ROOT/usr/lib/edge-image/boot-env" set-state B bad
                [ ! -e "$EDGE_ROOT/fails" ] || { echo "LastError: Failed updating slot rootfs.1: No space left on device"; exit 1; }
                "$EDGE_ROOT/usr/lib/edge-image/boot-env" set-primary B && echo done >> "$EDGE_ROOT/installed" ;;
            esac
            """);
        Boot("A", "1.0.0", "boot-1");
        Env("set-state", "A", "good");
    }

    /// <summary>The outcome's format, which the daemon reads: frozen.</summary>
    [Fact]
    public void Install_GoodUpdate_IsTheNextToStart()
    {
        Ask("install");
        Run();

        Assert.Equal("""{"format":1,"id":"1-1767323045000","state":"installed","version":"1.1.0","boot":"boot-1","reason":""}""" + "\n", Read("data/os/system-update.json"));
        Assert.Equal(("B", "done\n"), (Env("get-primary"), Read("installed")));
        Assert.False(File.Exists(At("var/lib/edge-appliance/system/request")));
        Assert.False(File.Exists(At("data/updates/system.raucb")));
        Assert.False(File.Exists(At("data/os/fallback")));
    }

    [Fact]
    public void Restart_OfWhatIsInstalled_IsNotedAndDone()
    {
        Ask("install");
        Run();
        Ask("restart");
        Run();
        Assert.Equal("restarting", State());
        Assert.Equal("reboot\n", Read("systemctl"));
    }

    [Fact]
    public void Drop_OfWhatIsInstalled_LeavesTheSlotThatRunsTheOnlyOne()
    {
        Ask("install");
        Run();
        Ask("drop");
        Run();
        Assert.Equal(("dropped", "A", "bad"), (State(), Env("get-primary"), Env("get-state", "B")));
        Assert.False(File.Exists(At("systemctl")));
    }

    [Theory]
    [InlineData("a stranger's", "1.1.0", "refused", "signature verification failed: self-signed certificate")]
    [InlineData("VERSION=0.1.0 BOARD=edge-appliance-arm64", "1.1.0", "refused", "it holds 0.1.0, and is published as 1.1.0")]
    [InlineData("VERSION=1.1.0 BOARD=other", "1.1.0", "refused", "it is made for other")]
    public void Install_WhatRaucOrTheBoardDoesNotTake_IsRefusedAndTheSlotsStay(string content, string version, string state, string reason)
    {
        Write("var/lib/edge-appliance/bundles/os/1.1.0/os.raucb", content);
        Ask("install", version);
        Run();
        Assert.Equal((state, reason), (State(), Noted("reason")));
        Assert.Equal("A", Env("get-primary"));
        Assert.True(File.Exists(At("data/os/fallback")));
        Assert.False(File.Exists(At("installed")));
    }

    /// <summary>What was begun before a kill may go on in RAUC's service.</summary>
    [Fact]
    public void Install_RaucIsBusy_Waits()
    {
        Write("busy", "");
        Ask("install");
        Assert.Equal(1, Run("", 0));
        Assert.Equal("installing", State());
        File.Delete(At("busy"));
        Run();
        Assert.Equal("installed", State());
    }

    [Fact]
    public void Install_RaucFailsOnTheWay_IsInterruptedWithItsReason()
    {
        Write("fails", "");
        Ask("install");
        Run();
        Assert.Equal(("interrupted", "Failed updating slot rootfs.1: No space left on device"), (State(), Noted("reason")));
        Assert.Equal("A", Env("get-primary"));
    }

    /// <summary>The other slot is what the board would fall back to, or what somebody else has installed.</summary>
    [Theory]
    [InlineData("set BOOT_A_GOOD 0")]
    [InlineData("set-primary B")]
    public void Install_OtherSlotIsNotFree_Waits(string state)
    {
        Env(state.Split(' '));
        Ask("install");
        Assert.Equal(1, Run("", 0));
        Assert.Null(State());
        Assert.True(File.Exists(At("var/lib/edge-appliance/system/request")));
        Assert.False(File.Exists(At("installed")));
        Env("set-state", "A", "good");
        Env("set-state", "B", "bad");
        Run();
        Assert.Equal("installed", State());
    }

    /// <summary>What the daemon was made to write must do no more than be refused.</summary>
    [Theory]
    [InlineData("id=1;reboot\ndo=install\nversion=1.1.0\nfile=bundles/os/1.1.0/os.raucb\n", null)]
    [InlineData("do=install\n", null)]
    [InlineData("id=1\ndo=install\nversion=../1\nfile=x.raucb\n", null)]
    [InlineData("id=1\ndo=format\nversion=1.1.0\nfile=x.raucb\n", null)]
    [InlineData("id=1\ndo=restart\nversion=1.1.0\nfile=\n", null)]
    [InlineData("id=1\ndo=drop\nversion=1.1.0\nfile=\n", null)]
    [InlineData("id=1\ndo=install\nversion=1.1.0\nfile=bundles/../../../../etc/os.raucb\n", "refused")]
    [InlineData("id=1\ndo=install\nversion=1.1.0\nfile=/etc/os.raucb\n", "refused")]
    [InlineData("id=1\ndo=install\nversion=1.1.0\nfile=etc/shadow\n", "refused")]
    [InlineData("id=1\ndo=install\nversion=1.1.0\nfile=none.raucb\n", "interrupted")]
    public void Run_HostileRequest_TouchesNoSlot(string request, string? state)
    {
        Write("var/lib/edge-appliance/system/request", request);
        Run();
        Assert.Equal(state, State());
        Assert.Equal("A", Env("get-primary"));
        Assert.False(File.Exists(At("installed")) || File.Exists(At("systemctl")));
        Assert.False(File.Exists(At("var/lib/edge-appliance/system/request")));
    }

    /// <summary>Killed before or after each step that leaves a trace, it comes to the same end, and RAUC writes the slot once.</summary>
    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public void Install_KilledAtAnyStep_IsInstalledOnceAtTheNextStart(string when)
    {
        Write("usr/lib/edge-image/boot-env", Order);
        Directory.CreateDirectory(At("real"));
        File.Move(At("bin/rauc"), At("real/rauc"));
        foreach (string name in s_programs) Program("bin/" + name, Killing.Replace("NAME", name));
        int kill = 0;
        bool isKilled;
        do
        {
            Reset();
            isKilled = Run(when, ++kill) != 0;
            Run();
            Assert.Equal((kill, "installed", "B"), (kill, State(), Env("get-primary")));
            Assert.False(File.Exists(At("again")), $"killed at {kill}, it was installed twice");
            Assert.False(File.Exists(At("var/lib/edge-appliance/system/request")));
        }
        while (isKilled);
        Assert.InRange(kill, 15, 100);
    }

    /// <summary>The power went when RAUC had finished, and before that was noted.</summary>
    [Theory]
    [InlineData("B", "1.1.0", false)]
    [InlineData("A", "1.0.0", true)]
    public void Install_CutBeforeItWasNoted_IsNotInstalledAgainWhateverStarted(string slot, string version, bool isGivenUp)
    {
        Ask("install");
        Write("data/os/system-update.json", $$"""{"format":1,"id":"{{Id}}","state":"installing","version":"1.1.0","boot":"boot-1","reason":""}""" + "\n");
        File.Delete(At("data/os/fallback"));
        Env("set-primary", slot);
        if (isGivenUp) Write("data/os/fallback", "SLOT=B\nVERSION=1.1.0\nREASON=it hung\n");
        Boot(slot, version, "boot-2");
        Run();
        Assert.Equal(("installed", "boot-2"), (State(), Noted("boot")));
        Assert.False(File.Exists(At("installed")));
    }

    private void Reset()
    {
        File.Delete(At("data/os/system-update.json"));
        Write("data/os/fallback", "SLOT=B\nVERSION=0.9.9\nREASON=of long ago\n");
        Write("order", "A\n");
        Write("steps", "0");
        Ask("install");
    }

    private void Boot(string slot, string version, string boot)
    {
        Write("proc/cmdline", $"root=x rauc.slot={slot} ro");
        Write("proc/sys/kernel/random/boot_id", boot + "\n");
        Write("usr/lib/edge-image/version", version + "\n");
    }

    private void Ask(string what, string version = "1.1.0") => Write("var/lib/edge-appliance/system/request", $"id={Id}\ndo={what}\nversion={version}\nfile=bundles/os/1.1.0/os.raucb\n");

    private string? State() => File.Exists(At("data/os/system-update.json")) ? Noted("state") : null;

    private string? Noted(string key) => System.Text.Json.Nodes.JsonNode.Parse(Read("data/os/system-update.json"))![key]?.GetValue<string>();

    private void Run() => Assert.Equal(0, Run("", 0));

    private int Run(string when, int kill) => Start(when, kill, ["-c", "exec setsid -w sh -c 'echo $$ > \"$EDGE_ROOT/pid\"; exec sh \"$1\"' sh \"$1\"", "sh", ImageScript.PathOf("system-update")]).Code;

    private string Env(params string[] arguments) => Start("", 0, [At("usr/lib/edge-image/boot-env"), .. arguments]).Output.Trim();

    private (int Code, string Output) Start(string when, int kill, string[] arguments) => ImageScript.Run("/bin/sh", arguments,
        ("EDGE_ROOT", Root), ("EDGE_BOOT_ENV", At("bootenv")), ("EDGE_WHEN", when), ("EDGE_KILL", $"{kill}"), ("PATH", Programs));
}
