;;; verimentor.el --- Verimentor in Emacs, through eglot -*- lexical-binding: t; -*-

;; eglot is part of Emacs 29; before that it comes from GNU ELPA. Load this file, open a Verilog file, M-x eglot.
;; `eglot-code-actions' generates and mends, `completion-at-point' completes words. eglot shows no ghost text.

;;; Code:

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((verilog-mode verilog-ts-mode)
               "verimentor" "serve" "--stdio"
               ;; Settings as in the README, for example to leave these to another server:
               :initializationOptions (:features (:hover t :outline t))))

(provide 'verimentor)
;;; verimentor.el ends here
