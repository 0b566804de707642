# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""What designs are about: names for signals by role, with what they mean, from coin boxes to plain letters."""

from dataclasses import dataclass

Named = tuple[str, str]  # a name and what it stands for


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world to take names from.

    `events` are one-bit inputs with the clause that is true while they are high, `starts`/`stops` pairs of them,
    `data` vector inputs, `counts`, `totals`, `flags` and `drives` (one-bit outputs that do something) outputs, each with
    a noun phrase; `modules` are names for the whole.
    """

    modules: tuple[str, ...]
    events: tuple[Named, ...]
    opposites: tuple[tuple[Named, Named], ...]
    data: tuple[Named, ...]
    counts: tuple[Named, ...]
    flags: tuple[Named, ...]
    drives: tuple[Named, ...]


PLAIN = Scenario(
    (
        "unit",
        "block",
        "logic_unit",
        "core",
        "datapath",
        "ctl",
        "func",
        "seq",
        "part",
        "cell_a",
        "stage",
        "u1",
        "mod_a",
        "small_unit",
        "dut",
        "impl",
    ),
    (
        ("en", ""),
        ("go", ""),
        ("x", ""),
        ("t", ""),
        ("e", ""),
        ("tick", ""),
        ("step", ""),
        ("trig", ""),
        ("ev", ""),
        ("strobe", ""),
        ("ce", ""),
        ("valid", ""),
        ("w", ""),
        ("act", ""),
        ("req", ""),
        ("p", ""),
    ),
    (
        (("up", ""), ("down", "")),
        (("inc", ""), ("dec", "")),
        (("start", ""), ("stop", "")),
        (("set", ""), ("unset", "")),
        (("on", ""), ("off", "")),
        (("add", ""), ("sub", "")),
        (("push", ""), ("pop", "")),
        (("j", ""), ("k", "")),
    ),
    (
        ("d", ""),
        ("din", ""),
        ("a", ""),
        ("b", ""),
        ("x_in", ""),
        ("data", ""),
        ("val", ""),
        ("in_data", ""),
        ("num", ""),
        ("word", ""),
        ("c", ""),
        ("di", ""),
        ("opa", ""),
        ("opb", ""),
        ("m", ""),
        ("n", ""),
    ),
    (
        ("q", ""),
        ("cnt", ""),
        ("count", ""),
        ("out", ""),
        ("r", ""),
        ("acc", ""),
        ("value", ""),
        ("dout", ""),
        ("y", ""),
        ("num_out", ""),
        ("z", ""),
        ("s", ""),
        ("res", ""),
        ("reg_out", ""),
        ("o", ""),
    ),
    (
        ("hit", ""),
        ("flag", ""),
        ("eq", ""),
        ("z_flag", ""),
        ("done", ""),
        ("ok", ""),
        ("match", ""),
        ("f", ""),
        ("over", ""),
        ("full", ""),
        ("last", ""),
        ("is_end", ""),
    ),
    (
        ("y0", ""),
        ("out_en", ""),
        ("active", ""),
        ("busy", ""),
        ("pulse", ""),
        ("on_q", ""),
        ("g", ""),
        ("led", ""),
        ("run", ""),
        ("ack", ""),
        ("h", ""),
    ),
)

WORLDS: tuple[Scenario, ...] = (
    Scenario(
        ("coin_box", "vending", "coin_counter", "slot_ctrl", "ticket_machine"),
        (("coin", "a coin drops in"), ("coin_in", "a coin comes in"), ("vend", "a product is vended"), ("refund", "a refund is asked for"), ("button", "the button is pressed"), ("coin_valid", "the coin is genuine")),
        ((("insert", "a coin is inserted"), ("return_coin", "a coin is returned")), (("coin_in", "a coin comes in"), ("coin_out", "a coin goes out"))),
        (("price", "price"), ("coin_value", "value of the coin"), ("amount", "amount"), ("product", "product number")),
        (("coins", "number of coins"), ("credit", "credit"), ("balance", "balance"), ("total", "sum so far"), ("sold", "products sold")),
        (("enough", "enough credit"), ("paid", "price reached"), ("box_full", "coin box full"), ("empty", "nothing left")),
        (("release_item", "releases the product"), ("lamp", "lamp"), ("gate", "coin gate"), ("motor", "dispenser motor")),
    ),
    Scenario(
        ("motor_ctrl", "fan_control", "pump_ctl", "drive_unit", "conveyor"),
        (("start", "start is pressed"), ("overload", "the motor is overloaded"), ("jam", "something is stuck"), ("limit_sw", "the limit switch is hit"), ("door_open", "the door is open"), ("run_req", "running is requested"), ("part_seen", "a part passes the sensor")),
        ((("start_btn", "the start button is pressed"), ("stop_btn", "the stop button is pressed")), (("faster", "faster is pressed"), ("slower", "slower is pressed")), (("run", "run is commanded"), ("halt", "halt is commanded"))),
        (("speed_set", "wanted speed"), ("temp", "temperature"), ("current", "motor current"), ("setpoint", "set point"), ("load_kg", "load")),
        (("speed", "speed"), ("turns", "turns made"), ("parts", "parts counted"), ("power", "power level"), ("duty", "duty value"), ("peak", "peak value")),
        (("too_hot", "temperature too high"), ("at_speed", "speed reached"), ("stall", "stalled"), ("over_limit", "limit exceeded")),
        (("motor_on", "motor"), ("fan", "fan"), ("brake", "brake"), ("conveyor_run", "conveyor"), ("valve", "valve"), ("pump", "pump")),
    ),
    Scenario(
        ("fifo_level", "queue_level", "buffer_ctl", "occupancy", "credit_ctr"),
        (("push", "a word is pushed"), ("pop", "a word is popped"), ("flush_req", "a flush is requested"), ("wr_en", "a word is written"), ("stall_in", "the consumer stalls")),
        ((("push", "a word is pushed"), ("pop", "a word is popped")), (("wr", "a word is written"), ("rd", "a word is read")), (("alloc", "a slot is taken"), ("free", "a slot is given back")), (("send", "something is sent"), ("credit_ret", "a credit comes back"))),
        (("wr_data", "word to write"), ("threshold", "threshold"), ("burst_len", "burst length"), ("mark", "water mark"), ("depth_cfg", "configured depth")),
        (("level", "fill level"), ("used", "slots in use"), ("credits", "credits left"), ("items", "items held"), ("wptr", "write pointer"), ("rptr", "read pointer")),
        (("full", "no room left"), ("empty", "nothing stored"), ("almost_full", "nearly full"), ("has_credit", "at least one credit"), ("overflow", "overflow")),
        (("ready", "ready for more"), ("stop_tx", "stops the sender"), ("irq", "interrupt"), ("throttle", "throttle")),
    ),
    Scenario(
        ("packet_stats", "rx_filter", "frame_counter", "pkt_ctl", "mac_stat"),
        (("pkt", "a packet arrives"), ("sof", "a frame starts"), ("eof", "a frame ends"), ("crc_err", "the checksum is wrong"), ("rx_valid", "a byte is valid"), ("drop", "the packet is dropped")),
        ((("rx_pkt", "a packet is received"), ("tx_pkt", "a packet is sent")), (("sop", "a packet begins"), ("eop", "a packet ends"))),
        (("length", "length"), ("rx_byte", "received byte"), ("port_id", "port number"), ("dest", "destination"), ("max_len", "longest allowed length"), ("vlan", "VLAN number")),
        (("packets", "packets seen"), ("bytes", "bytes so far"), ("errors", "errors so far"), ("longest", "longest length"), ("seq_no", "sequence number"), ("last_byte", "byte before")),
        (("too_long", "length too large"), ("runt", "length too small"), ("for_us", "address matches"), ("bad", "faulty")),
        (("in_frame", "inside a frame"), ("accept", "accept"), ("discard", "discard"), ("rx_irq", "interrupt")),
    ),
    Scenario(
        ("sampler", "sensor_if", "adc_front", "peak_meter", "level_meter"),
        (("sample", "a sample is taken"), ("new_sample", "a new sample is there"), ("adc_done", "the converter is done"), ("sample_valid", "the sample is valid"), ("hold_peak", "the peak is held")),
        ((("arm", "it is armed"), ("disarm", "it is disarmed")), (("gain_up", "more gain is asked for"), ("gain_down", "less gain is asked for"))),
        (("sample_in", "sample"), ("adc", "converter value"), ("level_in", "level"), ("offset", "offset"), ("limit", "limit"), ("noise_floor", "noise floor")),
        (("peak", "largest sample"), ("lowest", "smallest sample"), ("sum", "sum of samples"), ("held", "held sample"), ("n_samples", "number of samples"), ("gain", "gain")),
        (("clipped", "sample at the limit"), ("above", "above the limit"), ("quiet", "below the floor"), ("in_range", "inside the range")),
        (("alarm", "alarm"), ("gate_open", "noise gate"), ("armed", "armed"), ("led_clip", "clip lamp")),
    ),
    Scenario(
        ("pixel_ctr", "line_timer", "video_pos", "raster", "sprite_pos"),
        (("pix_en", "a pixel is due"), ("hsync", "a line begins"), ("vsync", "a picture begins"), ("blank", "the picture is blanked"), ("new_line", "a new line starts")),
        ((("left", "left is pressed"), ("right", "right is pressed")), (("move_up", "up is pressed"), ("move_down", "down is pressed"))),
        (("pixel", "pixel"), ("red", "red value"), ("x_start", "first column"), ("brightness", "brightness"), ("color", "colour"), ("win_y", "window row")),
        (("col", "column"), ("row", "row"), ("xpos", "x position"), ("ypos", "y position"), ("line_no", "line number"), ("brightest", "brightest pixel")),
        (("visible", "inside the picture"), ("at_edge", "at the border"), ("line_end", "last column"), ("dark", "dark pixel")),
        (("draw", "drawing"), ("active_area", "active area"), ("cursor_on", "cursor"), ("frame_tick", "once a picture")),
    ),
    Scenario(
        ("button_ctl", "keypad", "led_ctrl", "light_switch", "door_lock", "ui_block"),
        (("btn", "the button is pressed"), ("key", "a key is pressed"), ("press", "the button is pressed"), ("card_ok", "the card is accepted"), ("knock", "somebody knocks"), ("motion", "motion is seen"), ("night", "it is dark")),
        ((("plus", "plus is pressed"), ("minus", "minus is pressed")), (("btn_on", "the on button is pressed"), ("btn_off", "the off button is pressed")), (("lock_req", "locking is asked for"), ("unlock_req", "unlocking is asked for"))),
        (("code", "code"), ("key_code", "key code"), ("pin_in", "digits entered"), ("dimmer", "dimmer setting"), ("scene", "scene number")),
        (("presses", "presses so far"), ("tries", "tries so far"), ("dim", "brightness"), ("menu", "menu entry"), ("volume", "volume"), ("last_code", "last code")),
        (("match", "code is right"), ("blocked", "too many tries"), ("at_max", "highest setting"), ("same_key", "same key as before")),
        (("light", "light"), ("led", "LED"), ("lock_open", "lock"), ("buzzer", "buzzer"), ("lamp_on", "lamp"), ("door_motor", "door motor")),
    ),
    Scenario(
        ("watchdog", "heartbeat_mon", "supervisor", "timeout_ctl", "alive_check"),
        (("kick", "the watchdog is kicked"), ("heartbeat", "a heartbeat arrives"), ("alive", "a sign of life comes"), ("tick_ms", "a millisecond is over"), ("fault", "a fault is reported"), ("ack_err", "the error is acknowledged")),
        ((("enable_wd", "watching is switched on"), ("disable_wd", "watching is switched off")), (("raise_err", "an error is raised"), ("ack", "the error is acknowledged"))),
        (("timeout", "time allowed"), ("window", "window length"), ("err_code", "error code"), ("max_gap", "longest allowed gap")),
        (("age", "cycles since the last sign of life"), ("elapsed", "time elapsed"), ("misses", "missed beats"), ("first_err", "first error code"), ("worst", "worst value"), ("beats", "beats counted")),
        (("expired", "time is over"), ("late", "beat is late"), ("too_old", "too old"), ("healthy", "all is well")),
        (("bite", "resets the system"), ("warn", "warning"), ("err_led", "error lamp"), ("sys_alarm", "alarm")),
    ),
    Scenario(
        ("baud_gen", "uart_tick", "tx_shift", "bit_timer", "serial_unit"),
        (("tx_start", "a transfer starts"), ("rx_bit", "the line is high"), ("bit_tick", "a bit time is over"), ("rx_done", "a byte is complete"), ("cts", "the other side is ready")),
        ((("tx_on", "sending begins"), ("tx_off", "sending ends")),),
        (("tx_data", "byte to send"), ("divisor", "divisor"), ("rx_data", "byte received"), ("bit_len", "length of a bit")),
        (("bit_cnt", "bits done"), ("baud_cnt", "clocks of this bit"), ("shreg", "shift register"), ("byte_out", "byte"), ("parity_cnt", "ones counted"), ("frames", "frames done")),
        (("last_bit", "last bit"), ("parity", "parity"), ("par_err", "parity is wrong"), ("idle", "nothing to do")),
        (("tx_busy", "busy"), ("txd", "serial line"), ("baud_tick", "bit clock"), ("rts", "ready to receive")),
    ),
    Scenario(
        ("tank_level", "irrigation", "heater", "boiler_ctl", "thermostat", "greenhouse"),
        (("float_hi", "the upper float is up"), ("rain", "it rains"), ("demand", "heat is asked for"), ("sec", "a second is over"), ("dry", "the soil is dry"), ("flow", "water flows")),
        ((("fill", "filling is commanded"), ("drain", "draining is commanded")), (("warmer", "warmer is pressed"), ("cooler", "cooler is pressed"))),
        (("level_mm", "water level"), ("temp_in", "temperature"), ("target", "target"), ("hyst", "hysteresis"), ("humidity", "humidity"), ("pressure", "pressure")),
        (("litres", "litres so far"), ("setting", "setting"), ("hottest", "highest temperature"), ("coldest", "lowest temperature"), ("minutes", "minutes on"), ("seconds", "seconds on")),
        (("too_low", "level too low"), ("too_high", "level too high"), ("warm", "warm enough"), ("cold", "too cold")),
        (("valve_open", "valve"), ("heat_on", "heater"), ("sprinkler", "sprinkler"), ("burner", "burner"), ("inlet", "inlet valve")),
    ),
    Scenario(
        ("parking", "gate_counter", "turnstile", "visitor_ctr", "elevator_pos", "score_board"),
        (("car", "a car passes"), ("sensor", "the beam is broken"), ("ticket", "a ticket is taken"), ("badge", "a badge is shown"), ("goal", "a goal is scored"), ("whistle", "the whistle blows")),
        ((("enter", "somebody enters"), ("leave", "somebody leaves")), (("car_in", "a car drives in"), ("car_out", "a car drives out"))),
        (("capacity", "capacity"), ("floor_req", "floor asked for"), ("bonus", "bonus points"), ("zone", "zone")),
        (("cars", "cars inside"), ("people", "people inside"), ("score", "score"), ("visitors", "visitors today"), ("floor", "floor"), ("record", "best score")),
        (("no_room", "no room left"), ("arrived", "floor reached"), ("leading", "in the lead"), ("crowded", "crowded")),
        (("barrier", "barrier"), ("sign_full", "FULL sign"), ("bell", "bell"), ("unlock", "turnstile"), ("cabin_lamp", "cabin lamp")),
    ),
    Scenario(
        ("bus_mon", "dma_ctl", "reg_block", "addr_gen", "mem_if", "irq_ctl"),
        (("req", "a request comes"), ("grant", "the bus is granted"), ("irq_in", "an interrupt comes"), ("wr_stb", "a write happens"), ("beat", "a beat is transferred"), ("err", "an error is reported"), ("mask", "it is masked")),
        ((("irq_set", "the interrupt is raised"), ("irq_ack", "the interrupt is acknowledged")), (("issue", "a request is issued"), ("retire", "a request is answered"))),
        (("wdata", "write data"), ("base", "base address"), ("addr_in", "address"), ("cfg", "configuration"), ("irq_id", "interrupt number"), ("tag", "tag")),
        (("addr", "address"), ("beats_left", "beats left"), ("pending", "requests pending"), ("ctrl_reg", "control register"), ("offset_q", "offset"), ("last_tag", "last tag")),
        (("in_window", "address inside the window"), ("aligned", "aligned"), ("wrapped", "wrapped"), ("idle_bus", "nothing pending")),
        (("bus_busy", "bus busy"), ("irq_out", "interrupt"), ("ack_q", "acknowledge"), ("dma_req", "request")),
    ),
    Scenario(
        ("dsp_unit", "filter_tap", "accumulate", "mac_unit", "integrator", "mixer"),
        (("in_valid", "an input is valid"), ("first", "it is the first sample"), ("mute", "it is muted"), ("bypass", "it is bypassed"), ("strobe_in", "a value is there")),
        ((("add_in", "adding is asked for"), ("sub_in", "subtracting is asked for")),),
        (("coef", "coefficient"), ("x_n", "input sample"), ("left_in", "left channel"), ("right_in", "right channel"), ("bias", "bias"), ("step_size", "step")),
        (("acc_out", "accumulator"), ("y_n", "output sample"), ("mix", "mixed value"), ("integ", "integral"), ("phase", "phase"), ("prev_x", "sample before")),
        (("ovf", "overflow"), ("neg", "negative"), ("sat", "at the limit"), ("nonzero", "not zero")),
        (("out_valid", "output valid"), ("clip_led", "clip lamp"), ("muted", "muted")),
    ),
    Scenario(
        ("stopwatch", "clock_unit", "egg_timer", "metronome", "countdown", "rtc_digit"),
        (("tick_1s", "a second is over"), ("lap", "the lap button is pressed"), ("snooze", "snooze is pressed"), ("beat_en", "a beat is due"), ("set_time", "the time is set")),
        ((("start_sw", "start is pressed"), ("stop_sw", "stop is pressed")), (("fwd", "forward is pressed"), ("back", "back is pressed"))),
        (("preset_min", "minutes to run"), ("alarm_time", "alarm time"), ("tempo", "tempo"), ("reload_val", "value to start from")),
        (("secs", "seconds"), ("mins", "minutes"), ("hours", "hours"), ("lap_time", "lap time"), ("remaining", "time left"), ("ticks", "ticks so far")),
        (("time_up", "time is up"), ("ringing", "alarm time reached"), ("pm", "afternoon"), ("last_sec", "last second")),
        (("running", "running"), ("beep", "beeper"), ("click", "click"), ("colon", "blinking colon")),
    ),
)  # fmt: skip

ENABLES = ("en", "enable", "ena", "ce", "en_i", "run_en", "cnt_en", "clk_en", "upd", "go_en")
CLEARS = ("clear", "clr", "flush", "zero", "sclr", "clr_i", "restart", "wipe", "init")
LOADS = ("load", "ld", "load_en", "ld_en", "wr", "set_val", "preset", "update", "capture", "latch", "take")
HOLDS = ("hold", "freeze", "pause", "stall", "inhibit", "lock")
SELECTS = ("sel", "op", "mode", "func", "select", "opcode", "cmd", "ctrl", "which", "fn", "alu_op", "choice")
SERIAL = ("si", "ser_in", "sin", "bit_in", "sdi", "serial", "shift_in", "s_in")

STATES: dict[int, tuple[tuple[str, ...], ...]] = {
    2: (("IDLE", "RUN"), ("OFF", "ON"), ("OPEN", "CLOSED"), ("LOCKED", "UNLOCKED"), ("A", "B"), ("S0", "S1"), ("REST", "WORK"), ("LOW", "HIGH"), ("WAIT", "GO")),
    3: (("IDLE", "RUN", "DONE"), ("IDLE", "ARMED", "FIRED"), ("WAIT", "SEND", "ACK"), ("RED", "GREEN", "YELLOW"), ("OFF", "LOW", "HIGH"), ("EMPTY", "SOME", "FULL"), ("S0", "S1", "S2"), ("A", "B", "C"), ("STOP", "SLOW", "FAST"), ("P", "Q", "R"), ("NORTH", "PAUSE", "SOUTH"), ("CALM", "WARN", "ALARM"), ("IDLE", "FILL", "DRAIN"), ("ZERO", "ONE", "TWO")),
    4: (("IDLE", "FILL", "HEAT", "DRAIN"), ("S0", "S1", "S2", "S3"), ("A", "B", "C", "D"), ("IDLE", "START", "DATA", "STOP"), ("CLOSED", "OPENING", "OPEN", "CLOSING"), ("OFF", "RED", "GREEN", "BLUE"), ("REST", "WARM", "HOT", "COOL"), ("IDLE", "GRAB", "LIFT", "DROP"), ("W", "X", "Y", "Z"), ("LOCKED", "FIRST", "SECOND", "OPEN"), ("SLEEP", "WAKE", "ACTIVE", "TIRED"), ("IDLE", "REQ", "BUSY", "DONE")),
    5: (("IDLE", "LOAD", "WORK", "CHECK", "DONE"), ("S0", "S1", "S2", "S3", "S4"), ("A", "B", "C", "D", "E"), ("OFF", "SOAK", "WASH", "RINSE", "SPIN"), ("IDLE", "ADDR", "DATA", "PARITY", "STOP")),
}  # fmt: skip
